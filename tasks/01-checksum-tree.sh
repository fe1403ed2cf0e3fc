#!/usr/bin/env bash
# Shows: record the checksums of a directory tree, verify them, and find the one file that changed.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

for number in {1..40}; do
  mkdir -p "tree/part$((number % 4))"
  printf 'record %d\n' $((number * number)) >"tree/part$((number % 4))/file$number.txt"
done
find tree -type f -print0 | sort -z | xargs -0 sha256sum >checksums
echo "recorded: $(wc -l <checksums) files"

sha256sum --check --quiet checksums
echo "verified: nothing has changed"

echo 'one more line' >>tree/part3/file7.txt
changed=$(sha256sum --check --quiet checksums 2>/dev/null || true)
echo "after a change: $changed"
