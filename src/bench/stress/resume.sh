#!/usr/bin/env bash
# Measures what it takes to go on with a very large run that was cut off, and kills a run again and
# again to count what is lost or run twice.
#
#     src/bench/stress/resume.sh                    # everything: some minutes
#     src/bench/stress/resume.sh --skip-kills       # only the large run
#     src/bench/stress/resume.sh --skip-large       # only the kills
#     src/bench/stress/resume.sh --tasks 100000 --done 10000 --name-length 133
#     src/bench/stress/resume.sh --kills 30 --seed 7
#     src/bench/stress/resume.sh --parallelr FILE   # measure this launcher
#
# Large run: TASKS empty files, and the directory of a run that had DONE of them done when it was
# killed; the run is made by parallelr itself, with DONE tasks, and the other files come after. Then
# `--resume last` is timed from the start of the command to the first line of type "start" in the
# new journal; its peak memory is VmHWM of the Java process. Target: 15 s, 400 MB.
#
# Kills: 200 tasks in 4 slots are killed by SIGKILL at random moments, and gone on with after each.
# Lost are tasks without a success in any journal; those that ran more than once must be those whose
# end nobody saw: a journal has a start of them and no end. Target: none lost, none else run twice.
#
# Prints rows of a table. Works in a directory of its own below TMPDIR and removes it. Exit status 0
# if all targets are met, 1 if not.
set -euo pipefail
export LC_ALL=C

tasks=1000000
finished=100000
name_length=34
kills=30
seed=$RANDOM
large=true
crash=true
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
parallelr=$root/bin/parallelr

die() {
  printf 'resume.sh: %s\n' "$1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --tasks) tasks=$2; shift ;;
    --done) finished=$2; shift ;;
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

work=$(mktemp -d "${TMPDIR:-/tmp}/parallelr-resume.XXXXXX")
export PARALLELR_HOME=$work/home
status=0
trap 'rm -rf "$work"' EXIT

row() {
  printf '| %-44s | %-28s | %-22s | %s |\n' "$1" "$2" "$3" "$4"
  [ "$4" = yes ] || status=1
}

# Makes empty files whose paths have about the length asked for, from number FROM to TO.
files() {
  local directory=$work/tasks width
  mkdir -p "$directory"
  width=$((name_length - ${#directory} - 1))
  [ $width -ge 7 ] || width=7
  (cd "$directory" && seq -f "%0${width}.0f" "$1" "$2" | xargs touch)
}

java_of() { # the process that holds the newest run directory, or a launcher that became it
  pgrep -P "$1" java || { ps -o comm= -p "$1" | grep -q java && echo "$1"; } || true
}

measure_large() {
  local begin now peak seconds pid journal
  files 1 "$finished"
  "$parallelr" -T "$work/tasks" -C 'true @TASK@' -r -q -m 4 >"$work/out" 2>&1 || die "$(cat "$work/out")"
  # as if it had been killed: no summary, and other files that had not had their turn
  sed -i '/^{"type":"summary"/d' "$work/home/runs/latest/results.jsonl"
  files $((finished + 1)) "$tasks"
  sync
  local before
  before=$(readlink "$work/home/runs/latest")
  begin=$(date +%s%N)
  "$parallelr" --resume last -q -m 4 >"$work/out" 2>&1 &
  pid=$!
  while :; do
    journal=$(find "$work/home/runs" -mindepth 1 -maxdepth 1 -name '2*' ! -name "$before")
    if [ -n "$journal" ] && [ -s "$journal/results.jsonl" ] &&
      tail -c 4000 "$journal/results.jsonl" | grep -q '"type":"start"'; then
      break
    fi
    kill -0 $pid 2>/dev/null || die "it ended: $(cat "$work/out")"
    sleep 0.05
  done
  now=$(date +%s%N)
  sleep 3 # some tasks: what it takes must not grow
  peak=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$(java_of $pid)/status")
  kill -9 $pid
  wait $pid 2>/dev/null || true
  "$parallelr" -k -y >/dev/null 2>&1 || true
  seconds=$(awk -v n=$((now - begin)) 'BEGIN { printf "%.1f", n / 1e9 }')
  row "resume of $tasks tasks, $finished done" "first task after $seconds s" "<= 15 s" \
    "$(awk -v s="$seconds" 'BEGIN { print s <= 15 ? "yes" : "NO" }')"
  row "the same: peak memory" "$peak MB" "<= 400 MB" "$([ "$peak" -le 400 ] && echo yes || echo NO)"
}

measure_kills() {
  local i lost=0 twice=0 unseen=0 command
  rm -rf "$work/home" "$work/tasks"
  mkdir -p "$work/tasks"
  for i in $(seq -w 200); do
    printf 'echo %s >>%s\nsleep 0.0%d\n' "$i" "$work/ran" $((10#$i % 10)) >"$work/tasks/t$i"
  done
  RANDOM=$seed
  for i in $(seq "$kills"); do
    if [ -e "$work/home/runs/latest" ]; then
      command=(--resume last)
    else
      command=(-T "$work/tasks" -C 'sh @TASK@' -r -m 4)
    fi
    "$parallelr" "${command[@]}" -q >"$work/out" 2>&1 &
    sleep "0.$((RANDOM % 700 + 200))"
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
  done
  "$parallelr" --resume last -q >"$work/out" 2>&1 || die "the last resume failed: $(cat "$work/out")"
  # successes of tasks, and tasks that some journal has begun and not ended
  cat "$work"/home/runs/2*/results.jsonl |
    sed -n 's/^{"type":"task".*"status":"SUCCESS","process_id":[0-9].*"task":"[^"]*\/t\([0-9]*\)".*/\1/p' |
    sort | uniq -c >"$work/successes"
  for i in "$work"/home/runs/2*/results.jsonl; do
    sed -n 's/^{"type":"start".*"task":"[^"]*\/t\([0-9]*\)".*/\1/p' "$i" | sort >"$work/begun"
    sed -n 's/^{"type":"task".*"status":"[^K]*","process.*"task":"[^"]*\/t\([0-9]*\)".*/\1/p' "$i" |
      sort >"$work/ended"
    comm -23 "$work/begun" "$work/ended"
  done | sort -u >"$work/unseen"
  for i in $(seq -w 200); do
    grep -q "^ *1 $i$" "$work/successes" || lost=$((lost + 1))
    if [ "$(grep -c "^$i$" "$work/ran")" -gt 1 ]; then
      twice=$((twice + 1))
      grep -q "^$i$" "$work/unseen" || unseen=$((unseen + 1))
    fi
  done
  row "$kills x kill -9 with resume, seed $seed: lost" "$lost of 200" "0" "$([ $lost -eq 0 ] && echo yes || echo NO)"
  row "the same: run twice" "$twice, $unseen of them not unwatched" "0 not unwatched" \
    "$([ $unseen -eq 0 ] && echo yes || echo NO)"
}

printf '| what | measured | target | met |\n|---|---|---|---|\n'
if $large; then measure_large; fi
if $crash; then measure_kills; fi
exit $status
