#!/usr/bin/env bash
# Shows: wait for something that is not ready at once, with longer and longer pauses (about 3 s).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# the service that is waited for: it comes up after two seconds
(sleep 2 && touch "$work/ready") &

pause=0.2
for attempt in {1..8}; do
  if [[ -e $work/ready ]]; then
    echo "attempt $attempt: ready"
    wait
    exit 0
  fi
  echo "attempt $attempt: not ready, next look in $pause s"
  sleep "$pause"
  pause=$(LC_ALL=C awk -v pause="$pause" 'BEGIN { print pause * 2 }')
done
echo 'gave up: it never got ready' >&2
exit 1
