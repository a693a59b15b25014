#!/bin/sh
# Checks SARIF files with Microsoft's multitool, by the rules of the standard and of GitHub code scanning.
# Shows errors and warnings; errors make it fail.
#
#   tools/validate_sarif.sh FILE...
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
tool=$root/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
[ -f "$tool" ] || { echo "validate_sarif: $tool is missing; run npm ci" >&2; exit 2; }
# Installed without its scripts, the program has no execute permission.
[ -x "$tool" ] || chmod u+x "$tool"
[ $# -gt 0 ] || { echo "usage: tools/validate_sarif.sh FILE..." >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
status=0
for file in "$@"; do
  # The tool goes by the ending of the name, and must leave nothing beside the file.
  cp "$file" "$scratch/report.sarif"
  "$tool" validate "$scratch/report.sarif" --rule-kind "Sarif;Ghas" --level "Error;Warning" \
    --output "$scratch/result.sarif" --log ForceOverwrite >"$scratch/output" 2>&1 || status=1
  # What it finds stands on lines "FILE(line,column): error RULE: text". When it breaks down there are none.
  grep -q "Analysis completed successfully" "$scratch/output" || status=1
  if grep -q "): error " "$scratch/output"; then status=1; fi
  if [ $status -ne 0 ] || grep -q "): warning " "$scratch/output"; then
    sed "s|$scratch/report.sarif|$file|g" "$scratch/output"
  fi
done
exit $status
