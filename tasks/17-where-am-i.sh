#!/usr/bin/env bash
# Shows: what parallelr tells a task about itself in its environment; by hand, nothing of it is set.
set -euo pipefail

echo "process $$ in $PWD"
for name in PARALLELR_RUN_ID PARALLELR_TASK PARALLELR_SEQ PARALLELR_SLOT PARALLELR_ATTEMPT; do
  echo "$name=${!name:-(not set)}"
done
