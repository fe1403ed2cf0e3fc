#!/usr/bin/env bash
# Shows: look at the machine: how full the file systems of / and of temporary files are, with a warning above 90 %.
set -euo pipefail

for place in / "${TMPDIR:-/tmp}"; do
  df -P -k "$place" | awk -v place="$place" 'NR == 2 {
    used = $5 + 0
    warning = (used > 90) ? ": nearly full" : ""
    printf "%-10s %8.1f GiB free, %d %% used%s\n", place, $4 / 1048576, used, warning
  }'
done
