#!/usr/bin/env bash
# Shows: back up a directory twice with hard links: the second copy costs only what has changed.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

mkdir source
for number in {1..20}; do
  echo "version 1 of $number" >"source/file$number"
done
cp -a source monday

echo 'version 2 of 5' >source/file5
cp -al monday tuesday
for file in source/*; do
  if ! cmp -s "$file" "tuesday/${file#source/}"; then
    cp --remove-destination "$file" "tuesday/${file#source/}"
  fi
done

shared=$(find tuesday -type f -links +1 | wc -l)
echo "$shared of 20 files are shared by both backups"
echo "monday has '$(cat monday/file5)', tuesday has '$(cat tuesday/file5)'"
