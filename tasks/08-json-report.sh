#!/usr/bin/env bash
# Shows: make JSON without a JSON tool: one object for each file of a directory, with quoting done right.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

quoted() {
  local text=$1
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\t'/\\t}
  text=${text//$'\n'/\\n}
  printf '"%s"' "$text"
}

echo 'plain' >plain.txt
echo 'spaced out' >'two words.txt'
echo 'quoted' >'the "best" one.txt'

separator=''
printf '['
for file in *.txt; do
  printf '%s\n  {"name": %s, "bytes": %d, "sha256": "%s"}' "$separator" "$(quoted "$file")" \
    "$(wc -c <"$file")" "$(sha256sum <"$file" | cut -d ' ' -f 1)"
  separator=,
done
printf '\n]\n'
