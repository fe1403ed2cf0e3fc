#!/usr/bin/env bash
# Shows: compress a file, test the archive, unpack it, and prove that nothing was lost.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

seq 1 200000 >numbers.txt
gzip -9 -c numbers.txt >numbers.txt.gz
gzip --test numbers.txt.gz
gzip -dc numbers.txt.gz | cmp - numbers.txt

before=$(wc -c <numbers.txt)
after=$(wc -c <numbers.txt.gz)
echo "$before bytes became $after, $((100 * after / before)) % of them; unpacked they are the same"
