#!/usr/bin/env bash
# Writes the pages that come from the program: docs/configuration.md and docs/rules/.
#   tools/make_docs.sh PROGRAM
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$1
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
"$program" config docs "$new/configuration.md"
"$program" rules docs "$new/rules"
# Pages of rules that are gone go too.
rm -rf docs/rules
mv "$new/rules" docs/rules
mv "$new/configuration.md" docs/configuration.md
