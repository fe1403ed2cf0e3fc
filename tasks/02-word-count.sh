#!/usr/bin/env bash
# Shows: count lines, words and characters of several texts, with a total.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

for chapter in 1 2 3; do
  for ((line = 1; line <= chapter * 50; line++)); do
    echo "chapter $chapter, line $line: many hands make light work"
  done >"chapter$chapter.txt"
done
wc chapter*.txt
