#!/usr/bin/env bash
# Shows: the classic pipeline of sort and uniq: the five most frequent words of a text.
set -euo pipefail

text() {
  for ((verse = 0; verse < 120; verse++)); do
    echo 'The queue is long and the night is short, so share the work and let the slots be full.'
    ((verse % 3)) || echo 'A task that fails is told; a task that hangs is ended.'
  done
}

# one program reads all of its input, so that none before it writes into a closed pipe
text | tr '[:upper:]' '[:lower:]' | tr -cs '[:alpha:]' '\n' | sort | uniq -c | sort -k1,1nr -k2 |
  awk 'NR <= 5 { printf "%-6s %5d\n", $2, $1 }'
