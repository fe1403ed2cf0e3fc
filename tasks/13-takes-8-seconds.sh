#!/usr/bin/env bash
# Shows: a task that takes about 8 s. With -t 5 it times out, and still tidies up; with more time it succeeds.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for step in {1..16}; do
  sleep 0.5
  echo "$step" >>"$work/done"
  if ((step % 4 == 0)); then
    echo "step $step of 16"
  fi
done
echo "finished after $(wc -l <"$work/done") steps"
