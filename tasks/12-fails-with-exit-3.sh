#!/usr/bin/env bash
# Shows: a task that fails. It checks what it was given, says on stderr what is wrong, and exits with 3.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf '%s\n' 'host=db1' 'port=54x2' 'user=report' >"$work/settings"

line=0
while IFS='=' read -r key value; do
  line=$((line + 1))
  echo "line $line: $key is $value"
  if [[ $key == port && ! $value =~ ^[0-9]+$ ]]; then
    echo "settings:$line: port must be a number, not '$value' (this sample fails on purpose)" >&2
    exit 3
  fi
done <"$work/settings"
