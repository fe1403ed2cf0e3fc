#!/usr/bin/env bash
# Shows: find files with the same content, whatever their names, by their checksums.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

for number in {1..30}; do
  echo "content $((number % 27))" >"photo$number.raw"
done

find . -name '*.raw' -print0 | sort -zV | xargs -0 sha256sum | awk '
  $1 in first { print $2 " is the same as " first[$1]; copies++; next }
  { first[$1] = $2 }
  END { printf "%d files, %d of them copies\n", NR, copies }'
