#!/usr/bin/env bash
# Checks whole reports of the built program against their formats: SARIF with Microsoft's validator, the JSON formats with
# their schemas, settings and rules with the schemas that the program prints.
#   tools/validate_reports.sh PROGRAM
# GITLAB_SCHEMA=FILE also checks against GitLab's own schema (dist/sast-report-format.json of its security-report-schemas).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$(realpath "$1")
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

scan() { # name, expected exit code, targets
  local name=$1 expected=$2 code=0
  shift 2
  "$program" scan --progress never --format sarif --output "$out/$name.sarif" --format json --output "$out/$name.json" \
    --format jsonl --output "$out/$name.jsonl" --format gitlab --output "$out/$name.gitlab.json" \
    --format junit --output "$out/$name.xml" "$@" </dev/null || code=$?
  if ((code != expected)); then
    echo "scan $*: exit code $code, not $expected"
    return 1
  fi
}

scan vulnerable-notes 1 examples/vulnerable-notes-server
scan vulnerable-tickets 1 examples/vulnerable-tickets-server
scan clean 0 examples/notes-server examples/tickets-server
# What the examples lack: failures, policies, suppressed and stale entries, names that have to be quoted.
mkdir "$out/odd"
printf 'no archive' >"$out/odd/broken.zip"
printf 'x = 1  # mcp-%s: ignore[secrets/aws-access-key] stale\n' sentinel >"$out/odd/stale.py"
printf '# \342\200\256 x \342\200\254\342\201\246  mcp-sentinel: ignore[deceptive-text] on purpose\n' >"$out/odd/a b\"c%.py"
mkfifo "$out/odd/pipe.py"
scan odd 3 "$out/odd"

python3 tools/check_reports.py "$out"
for name in vulnerable-notes vulnerable-tickets clean odd; do
  tools/validate_sarif.sh "$out/$name.sarif"
  node tools/validate_json.mjs schemas/report.schema.json "$out/$name.json"
  node tools/validate_json.mjs --lines schemas/report-line.schema.json "$out/$name.jsonl"
  for schema in schemas/gitlab-sast.subset.schema.json ${GITLAB_SCHEMA:+"$GITLAB_SCHEMA"}; do
    node tools/validate_json.mjs "$schema" "$out/$name.gitlab.json"
  done
done

"$program" config schema >"$out/settings.schema.json"
"$program" rules schema >"$out/rule.schema.json"
must_fail() {
  if "$@" >/dev/null 2>&1; then
    echo "accepted, and should not be: $*"
    return 1
  fi
}
printf '{"severity": "low", "min_confidence": 0.5, "max_concurrent_files": 4}' >"$out/good.json"
printf '{"max_concurrent_files": 101}' >"$out/bounds.json"
printf '{"confidense": 1}' >"$out/unknown.json"
printf '{"title": "no id"}' >"$out/rule.json"
node tools/validate_json.mjs "$out/settings.schema.json" "$out/good.json"
must_fail node tools/validate_json.mjs "$out/settings.schema.json" "$out/bounds.json"
must_fail node tools/validate_json.mjs "$out/settings.schema.json" "$out/unknown.json"
must_fail node tools/validate_json.mjs "$out/rule.schema.json" "$out/rule.json"
echo 'report formats: valid'
