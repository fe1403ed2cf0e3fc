#!/usr/bin/env bash
# Shows: sort a file in parts and merge them, as one does when it is larger than the memory (about 2 s).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C

awk 'BEGIN {
  value = 42
  for (i = 0; i < 400000; i++) {
    value = (value * 16807) % 2147483647
    print value
  }
}' >unsorted
split --lines=50000 unsorted part.
for part in part.??; do
  sort -n --parallel=1 -o "$part" "$part"
  sleep 0.25 # the slow disk that such a job usually has
done
sort -n -m part.?? >sorted

sort -n -c sorted
echo "$(wc -l <sorted) numbers sorted in $(find . -name 'part.??' | wc -l) parts"
echo "smallest $(head -n 1 sorted), largest $(tail -n 1 sorted)"
