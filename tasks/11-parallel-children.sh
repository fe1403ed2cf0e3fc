#!/usr/bin/env bash
# Shows: a task with background processes of its own, which it waits for and collects the results of (about 2 s).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

children=()
for share in 1 2 3 4; do
  (
    sleep "$((share % 2 + 1))"
    seq "$share" 4 4000 | awk '{ sum += $1 } END { printf "%d\n", sum }' >"$work/share$share"
  ) &
  children+=("$!")
done

for child in "${children[@]}"; do
  wait "$child" # its failure is this task's failure
done
total=$(awk '{ sum += $1 } END { printf "%d\n", sum }' "$work"/share*)
echo "4 children added up the numbers to 4000: $total"
[[ $total -eq 8002000 ]]
