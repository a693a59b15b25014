#!/usr/bin/env bash
# Runs each fuzz target of the preset `fuzz` for some seconds, from the seeds in fuzz/corpus/.
#   tools/fuzz_smoke.sh [SECONDS]     20 when it is not said
# What a run finds is left in build/fuzz/finds/TARGET; move it into fuzz/corpus/TARGET together with the repair.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
seconds=${1:-20}
ran=0
for source in "$root"/fuzz/*_fuzz.cpp; do
  name=$(basename "$source" .cpp)
  program=$root/build/fuzz/fuzz/$name
  if [[ ! -x $program ]]; then
    echo "fuzz: $program is not built; \"make fuzz\" builds it" >&2
    exit 1
  fi
  grown=$root/build/fuzz/grown/$name finds=$root/build/fuzz/finds/$name
  mkdir -p "$grown" "$finds"
  echo "== $name, $seconds s"
  options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=3000 -print_final_stats=0 -verbosity=0
    -artifact_prefix="$finds/")
  [[ -f $root/fuzz/$name.dict ]] && options+=(-dict="$root/fuzz/$name.dict")
  # libFuzzer is chatty; what it said is shown when it found something.
  log=$root/build/fuzz/$name.log
  if ! "$program" "${options[@]}" "$grown" "$root/fuzz/corpus/$name" </dev/null >"$log" 2>&1; then
    tail -n 100 "$log"
    echo "fuzz: $name found something, see $finds" >&2
    exit 1
  fi
  ran=$((ran + 1))
done
((ran)) || { echo 'fuzz: no target' >&2; exit 1; }
echo "$ran passed, 0 failed"
