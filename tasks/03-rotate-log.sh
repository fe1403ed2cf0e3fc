#!/usr/bin/env bash
# Shows: rotate a log file by size, compress the old ones, keep three generations, and lose no line.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

readonly limit=4000 kept=3

rotate() {
  rm -f "app.log.$kept.gz"
  for ((generation = kept - 1; generation >= 1; generation--)); do
    if [[ -e app.log.$generation.gz ]]; then
      mv "app.log.$generation.gz" "app.log.$((generation + 1)).gz"
    fi
  done
  gzip -c app.log >app.log.1.gz
  : >app.log
}

for ((request = 1; request <= 250; request++)); do
  printf 'request %05d answered in %3d ms\n' "$request" $((request * 37 % 400)) >>app.log
  if ((request % 25 == 0)) && (($(wc -c <app.log) >= limit)); then
    rotate
  fi
done

total=$(cat <(gzip -dc app.log.*.gz) app.log | sort -u | wc -l)
echo "$total of 250 lines in $(find . -name 'app.log.*.gz' | wc -l) compressed files and the current one"
[[ $total -eq 250 ]]
