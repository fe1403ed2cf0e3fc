#!/usr/bin/env bash
# Measures what it takes to serve a queue in which very many files wait or are done, and kills two
# supervisors of one queue again and again to count what is lost or run twice.
#
#     src/bench/stress/queue.sh                     # everything: some minutes
#     src/bench/stress/queue.sh --skip-kills        # only the large queue
#     src/bench/stress/queue.sh --skip-large        # only the kills
#     src/bench/stress/queue.sh --files 100000 --name-length 200
#     src/bench/stress/queue.sh --kills 30 --seed 7
#     src/bench/stress/queue.sh --parallelr FILE    # measure this launcher
#
# Large queue: FILES empty files wait. `--watch` is timed from the start of the command to the first
# line of type "start" in its journal; then it runs tasks of `true` for 20 seconds while a producer
# adds files, and its peak memory is VmHWM of the Java process. `parallelr queue` is timed with the
# files waiting, and with them in `done`. Target: 10 s to the first start, 400 MB.
#
# Kills: 600 files in two supervisors of 3 slots each; at random moments one of the two is killed by
# SIGKILL and another takes its place. Lost are files that are not in `done` in the end; those that
# ran more than once must be those whose end nobody saw: a journal has a start of them and no end.
# Target: none lost, none else run twice.
#
# Prints rows of a table. Works in a directory of its own below TMPDIR and removes it. Exit status 0
# if all targets are met, 1 if not.
set -euo pipefail
export LC_ALL=C

files=1000000
name_length=60
kills=30
seed=$RANDOM
large=true
crash=true
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
parallelr=$root/bin/parallelr

die() {
  printf 'queue.sh: %s\n' "$1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --files) files=$2; shift ;;
    --name-length) name_length=$2; shift ;;
    --kills) kills=$2; shift ;;
    --seed) seed=$2; shift ;;
    --parallelr) parallelr=$2; shift ;;
    --skip-large) large=false ;;
    --skip-kills) crash=false ;;
    --help) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed '$d'; exit 0 ;;
    *) die "unknown option $1; see --help" ;;
  esac
  shift
done

work=$(mktemp -d "${TMPDIR:-/tmp}/parallelr-queue.XXXXXX")
export PARALLELR_HOME=$work/home
queue=$work/queue
status=0
started=()
end_all() {
  local pid
  for pid in "${started[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap end_all EXIT

row() {
  printf '| %-44s | %-28s | %-22s | %s |\n' "$1" "$2" "$3" "$4"
  [ "$4" = yes ] || status=1
}

java_of() { # the Java process that a launcher has become, or has started
  if ps -o comm= -p "$1" | grep -q java; then echo "$1"; else pgrep -P "$1" java || true; fi
}

peak_of() { # in MB
  awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$1/status" 2>/dev/null || true
}

seconds_since() {
  awk -v n=$(($(date +%s%N) - $1)) 'BEGIN { printf "%.1f", n / 1e9 }'
}

at_most() {
  awk -v a="$1" -v b="$2" 'BEGIN { print a <= b ? "yes" : "NO" }'
}

# Runs `parallelr queue`, and sets seconds and peak.
look() {
  local begin pid now
  begin=$(date +%s%N)
  peak=0
  "$parallelr" queue -T "$1" >"$work/looked" 2>&1 &
  pid=$!
  while kill -0 $pid 2>/dev/null; do
    now=$(peak_of "$(java_of $pid)")
    [ "${now:-0}" -le "$peak" ] || peak=$now
    sleep 0.05
  done
  seconds=$(seconds_since "$begin")
  wait $pid || die "$(cat "$work/looked")"
}

measure_large() {
  local begin pid producer seconds peak
  mkdir "$queue"
  (cd "$queue" && seq -f "%0${name_length}.0f" "$files" | xargs touch)
  sync
  begin=$(date +%s%N)
  "$parallelr" -T "$queue" -C 'true @TASK@' -r -q --watch -m 4 >"$work/out" 2>&1 &
  pid=$!
  started+=($pid)
  until cat "$work"/home/runs/2*/results.jsonl 2>/dev/null | head -n 5 | grep -q '"type":"start"'; do
    kill -0 $pid 2>/dev/null || die "it ended: $(cat "$work/out")"
    sleep 0.05
  done
  seconds=$(seconds_since "$begin")
  row "$files files wait: first start" "after $seconds s" "<= 10 s" "$(at_most "$seconds" 10)"
  (for i in $(seq 2000); do : >"$queue/added-$i"; sleep 0.01; done) &
  producer=$!
  started+=($producer)
  sleep 20
  peak=$(peak_of "$(java_of $pid)")
  kill $producer 2>/dev/null || true
  row "the same, after 20 s of tasks: peak memory" "$peak MB" "<= 400 MB" "$(at_most "$peak" 400)"
  kill $pid
  wait $pid 2>/dev/null || true
  look "$queue"
  row "parallelr queue, while they wait" "$seconds s, $peak MB" "<= 400 MB" "$(at_most "$peak" 400)"
  mv "$queue/.parallelr" "$work/old"
  mkdir -p "$work/served/.parallelr"
  mv "$queue" "$work/served/.parallelr/done"
  look "$work/served"
  row "parallelr queue, when they are done" "$seconds s, $peak MB" "<= 400 MB" "$(at_most "$peak" 400)"
}

serve() {
  "$parallelr" -T "$queue" -C 'sh @TASK@' -r -q --watch -m 3 >"$work/out.$1" 2>&1 &
  supervisors[$1]=$!
  started+=($!)
}

measure_kills() {
  local i which lost twice=0 unseen=0 count=600
  local supervisors=(0 0)
  rm -rf "$queue" "$work/home" "$work/ran"
  mkdir "$queue"
  for i in $(seq -w $count); do
    printf 'echo %s >>%s\nsleep 0.%d\n' "$i" "$work/ran" $((10#$i % 4)) >"$queue/t$i"
  done
  export PARALLELR_QUEUE_SETTLE=0 PARALLELR_QUEUE_MAX_REDELIVERIES=100
  RANDOM=$seed
  serve 0
  serve 1
  for i in $(seq "$kills"); do
    sleep "0.$((RANDOM % 700 + 200))"
    which=$((RANDOM % 2))
    kill -9 "${supervisors[$which]}" 2>/dev/null || true
    wait "${supervisors[$which]}" 2>/dev/null || true
    serve $which
  done
  for i in $(seq 1200); do # two minutes
    [ "$(find "$queue/.parallelr/done" -type f | wc -l)" -lt $count ] || break
    sleep 0.1
  done
  kill "${supervisors[@]}"
  wait "${supervisors[@]}" 2>/dev/null || true
  lost=$((count - $(find "$queue/.parallelr/done" -type f | wc -l)))
  for i in "$work"/home/runs/2*/results.jsonl; do
    sed -n 's/^{"type":"start".*"task":"[^"]*\/t\([0-9]*\)".*/\1/p' "$i" | sort >"$work/begun"
    sed -n 's/^{"type":"task".*"task":"[^"]*\/t\([0-9]*\)".*/\1/p' "$i" | sort >"$work/ended"
    comm -23 "$work/begun" "$work/ended"
  done | sort -u >"$work/unseen"
  for i in $(sort "$work/ran" | uniq -d); do
    twice=$((twice + 1))
    grep -q "^$i$" "$work/unseen" || unseen=$((unseen + 1))
  done
  row "two supervisors, $kills x kill -9, seed $seed: lost" "$lost of $count" "0" \
    "$([ $lost -eq 0 ] && echo yes || echo NO)"
  row "the same: run twice" "$twice, $unseen of them not unwatched" "0 not unwatched" \
    "$([ $unseen -eq 0 ] && echo yes || echo NO)"
}

printf '| what | measured | target | met |\n|---|---|---|---|\n'
if $large; then measure_large; fi
if $crash; then measure_kills; fi
exit $status
