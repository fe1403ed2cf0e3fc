#!/usr/bin/env bash
# Measures parallelr beside xargs, GNU parallel and a minimal C loop, and says which targets are met.
# See README.md beside it. Nothing here is part of the tests.
set -euo pipefail
# numbers with a point, but else the locale that users have: it is part of what a program costs
export LANG=${LC_ALL:-${LANG:-C.UTF-8}} LC_NUMERIC=C
unset LC_ALL

readonly slots=4
readonly parallel_tasks=1000 # GNU parallel is too slow for more of them, and no less so with more
rounds=5
tasks=5000
large=100000
skip_large=false

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
parallelr=$root/bin/parallelr
report=$root/target/bench/report.md

usage() {
  cat <<EOF
Usage: src/bench/run.sh [OPTIONS]
Measures parallelr with $slots slots and tasks of 'true', beside xargs, GNU parallel and a C loop.
Writes target/bench/report.md, and prints it.
  --rounds N         how often each is measured, one after the other; the median counts ($rounds)
  --tasks N          tasks of a run ($tasks)
  --large N          tasks of a run that shows whether cost stays flat ($large)
  --skip-large       leave those runs out
  --parallelr FILE   measure this launcher ($parallelr)
  --turnaround FILE  measure nothing: only tell the slot turnaround in a results.jsonl
  --help             show this help
EOF
}

die() {
  printf 'bench: %s\n' "$1" >&2
  exit "${2:-1}"
}

say() {
  printf 'bench: %s\n' "$1" >&2
}

# ---------------------------------------------------------------- numbers

# The value below which a share of the numbers on stdin lies: the nearest rank, or for 50 the median.
percentile() {
  sort -n | awk -v percent="$1" '
    { value[NR] = $1 }
    END {
      if (NR == 0) exit 1
      if (percent == 50) {
        print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2
      } else {
        rank = int(percent / 100 * NR)
        if (rank < percent / 100 * NR) rank++
        print value[rank < 1 ? 1 : rank]
      }
    }'
}

# What an expression of numbers comes to, in a format: calculate %.2f '5000 / 1.38'
calculate() {
  awk "BEGIN { printf \"$1\", $2 }"
}

# "met" or "missed", by an expression: verdict '1.3 >= 1.2'
verdict() {
  awk "BEGIN { print (($1) ? \"met\" : \"**missed**\") }"
}

# How long each slot was free between two tasks, in milliseconds, from a results.jsonl.
# Quotes inside of strings are escaped in JSON, so what a task has printed cannot look like a field.
slot_gaps() {
  awk '
    function number(name,    text) {
      if (!match($0, "\"" name "\": *[0-9]+")) return ""
      text = substr($0, RSTART, RLENGTH)
      sub(/^.*: */, "", text)
      return text
    }
    /"type": *"task"/ {
      slot = number("worker_id")
      start = number("start_monotonic_ns")
      end = number("end_monotonic_ns")
      if (slot != "" && start != "" && end != "") print slot, start, end
    }' "$1" | sort -k1,1n -k2,2n | awk '
    $1 == slot { printf "%.6f\n", ($2 - end) / 1e6 }
    { slot = $1; end = $3 }'
}

# ---------------------------------------------------------------- runs

# Runs a command with its output in files, and notes the seconds it took under a name.
timed() {
  local name=$1 begin end status=0
  shift
  begin=${EPOCHREALTIME/./}
  "$@" >"$work/stdout" 2>"$work/stderr" </dev/null || status=$?
  end=${EPOCHREALTIME/./}
  if [[ $status -ne 0 ]]; then
    tail -n 5 "$work/stderr" >&2
    die "$name ended with exit status $status: '$*'"
  fi
  calculate '%.6f\n' "($end - $begin) / 1e6" >>"$work/$name.seconds"
}

# Runs parallelr in a fresh home, and checks that it has recorded a success for every task.
# Arguments: name, number of tasks, and a command that parallelr is an argument of.
run_parallelr() {
  local name=$1 count=$2 recorded
  shift 2
  PARALLELR_HOME=$(mktemp -d "$work/home.XXXXXX")
  export PARALLELR_HOME
  timed "$name" "$@" "$parallelr" -T "$work/tasks-$count" -C 'true @TASK@' -r -m $slots
  results=$PARALLELR_HOME/runs/latest/results.jsonl
  [[ -r $results ]] || die "$name left no $results"
  recorded=$(grep '"type": *"task"' "$results" | grep -c '"status": *"SUCCESS"') || true
  [[ $recorded -eq $count ]] || die "$name recorded $recorded successes for $count tasks in $results"
}

forget_home() {
  rm -rf "$PARALLELR_HOME"
  unset PARALLELR_HOME
}

# Runs a command and writes the largest resident memory that it or a child of it had, in kB, into a file.
# For systems without GNU time: looks at it ten times a second.
with_peak() {
  local file=$1 pid peak=0 seen process
  shift
  "$@" &
  pid=$!
  watched=$pid
  while kill -0 "$pid" 2>/dev/null; do
    for process in "$pid" $(cat "/proc/$pid/task/$pid/children" 2>/dev/null); do
      # of the launcher and the Java it becomes or starts; not of tasks, which come and go
      [[ $(cat "/proc/$process/comm" 2>/dev/null) == java ]] || continue
      seen=$(awk '/^VmHWM:/ { print $2 }' "/proc/$process/status" 2>/dev/null) || seen=
      if [[ -n $seen && $seen -gt $peak ]]; then
        peak=$seen
      fi
    done
    sleep 0.1
  done
  echo "$peak" >"$file"
  watched=
  wait "$pid"
}

run_large() {
  local peak=$work/peak memory=(with_peak "$work/peak")
  if /usr/bin/time -f %M -o "$peak" true 2>/dev/null; then
    memory=(/usr/bin/time -f %M -o "$peak")
  fi
  run_parallelr parallelr-large "$large" "${memory[@]}"
  tail -n 1 "$peak" >>"$work/peak.kilobytes"
  forget_home
}

run_round() {
  run_parallelr parallelr "$tasks"
  slot_gaps "$results" >"$work/gaps"
  if [[ -s $work/gaps ]]; then
    percentile 50 <"$work/gaps" >>"$work/gap.median"
    percentile 95 <"$work/gaps" >>"$work/gap.p95"
  fi
  forget_home
  timed xargs xargs -a "$work/names" -d '\n' -P$slots -n1 true
  if $has_parallel; then
    timed parallel parallel -a "$work/names-parallel" -j$slots true '{}'
  fi
  # with an argument, as the others give it one: 'true' does more then, and the same work is compared
  timed spawn-loop "$work/spawn_loop" $slots "$tasks" true "$work/names"
  if ! $skip_large; then
    run_large
  fi
}

make_tasks() {
  local directory=$work/tasks-$1 number
  [[ ! -d $directory ]] || return 0
  mkdir "$directory"
  for ((number = 1; number <= $1; number++)); do
    printf 'task %d\n' "$number" >"$directory/task-$number"
  done
}

# ---------------------------------------------------------------- report

seconds_of() {
  percentile 50 <"$work/$1.seconds"
}

row() {
  local name=$1 title=$2 count=$3 seconds
  seconds=$(seconds_of "$name")
  printf '| %s | %d | %.3f | %.0f | %.2f |\n' "\`$title\`" "$count" "$seconds" \
    "$(calculate %.6f "$count / $seconds")" \
    "$(calculate %.6f "$own_rate / ($count / $seconds)")"
}

# A target for how parallelr compares with another program: title, name, its tasks, least ratio.
ratio() {
  local measured
  measured=$(calculate %.6f "$own_rate / ($3 / $(seconds_of "$2"))")
  printf '| tasks/s of parallelr to %s | >= %s | %.2f | %s |\n' "$1" "$4" "$measured" \
    "$(verdict "$measured >= $4")"
}

write_flat_cost() {
  local seconds small_cost large_cost flatness peak
  seconds=$(seconds_of parallelr-large)
  small_cost=$(calculate %.6f "1e6 * $own_seconds / $tasks")
  large_cost=$(calculate %.6f "1e6 * $seconds / $large")
  flatness=$(calculate %.6f "$large_cost / $small_cost")
  peak=$(percentile 50 <"$work/peak.kilobytes")
  peak=$(calculate %.6f "$peak / 1024")
  printf '| cost of a task among %d (%.0f us) to one among %d (%.0f us), start-up included | <= 1.1 | %.2f | %s |\n' \
    "$large" "$large_cost" "$tasks" "$small_cost" "$flatness" "$(verdict "$flatness <= 1.1")"
  printf '| peak resident memory of parallelr for %d tasks, MB | <= 200 | %.0f | %s |\n' \
    "$large" "$peak" "$(verdict "$peak > 0 && $peak <= 200")"
}

write_turnaround() {
  local median p95
  if [[ ! -s $work/gap.median ]]; then
    echo '| slot turnaround, median ms | < 1 | not measured: too few tasks | |'
    return
  fi
  median=$(percentile 50 <"$work/gap.median")
  p95=$(percentile 50 <"$work/gap.p95")
  printf '| slot turnaround, median ms (95th percentile %.3f) | < 1 | %.3f | %s |\n' \
    "$p95" "$median" "$(verdict "$median < 1")"
}

write_report() {
  local own_seconds own_rate processor
  own_seconds=$(seconds_of parallelr)
  own_rate=$(calculate %.6f "$tasks / $own_seconds")
  processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
  cat <<EOF
# Benchmark

Tasks of \`true\`, $slots at a time. Median of $rounds round$( ((rounds == 1)) || echo s), in each of which every program ran once. Wall time of the whole
process with its start-up, output into files, full recording by parallelr into a fresh home.

- command: \`$command_line\`
- $(paste -s -d ';' "$work/version" | sed 's/;/; /g')
- $(nproc) processors${processor:+, $processor}; Linux $(uname -r); files on $(stat -f -c %T "$work")
- $(date -u +%Y-%m-%d), load average before $load_before, after $(cut -d ' ' -f 1 /proc/loadavg)

| program | tasks | seconds | tasks/s | parallelr to this |
|---|---:|---:|---:|---:|
EOF
  row parallelr "parallelr -m $slots" "$tasks"
  row xargs "xargs -P$slots -n1 true" "$tasks"
  if $has_parallel; then
    row parallel "parallel -j$slots true {}" "$parallel_count"
  fi
  row spawn-loop "spawn_loop $slots $tasks true ARG" "$tasks" # what C can do
  if $has_parallel && [[ $parallel_count -ne $tasks ]]; then
    printf '\nGNU parallel ran %d tasks only; its tasks/s are compared.\n' "$parallel_count"
  fi
  printf '\n| target | wanted | measured | |\n|---|---:|---:|---|\n'
  ratio xargs xargs "$tasks" 1.2
  if $has_parallel; then
    ratio 'GNU parallel' parallel "$parallel_count" 6
  else
    echo '| tasks/s of parallelr to GNU parallel | >= 6 | not measured: GNU parallel is not installed | |'
  fi
  ratio 'the C loop' spawn-loop "$tasks" 0.75
  if $skip_large; then
    echo '| flat cost and memory | | not measured: --skip-large | |'
  else
    write_flat_cost
  fi
  write_turnaround
}

# ---------------------------------------------------------------- start

number_of() {
  [[ ${2:-} =~ ^[1-9][0-9]{0,8}$ ]] || die "$1 needs a whole number from 1, not '${2:-}'" 2
  printf '%s' "$2"
}

turnaround_of() {
  local gaps
  [[ -r $1 ]] || die "$1 cannot be read" 2
  gaps=$(slot_gaps "$1")
  [[ -n $gaps ]] || die "$1: no slot has run two tasks, so there is nothing between them"
  printf '%d gaps, median %.3f ms, 95th percentile %.3f ms\n' "$(wc -l <<<"$gaps")" \
    "$(percentile 50 <<<"$gaps")" "$(percentile 95 <<<"$gaps")"
}

command_line="src/bench/run.sh${*:+ $*}"
while [[ $# -gt 0 ]]; do
  case $1 in
    --rounds)
      rounds=$(number_of "$@")
      shift
      ;;
    --tasks)
      tasks=$(number_of "$@")
      shift
      ;;
    --large)
      large=$(number_of "$@")
      shift
      ;;
    --skip-large) skip_large=true ;;
    --parallelr)
      parallelr=$(readlink -f -- "${2:-}") || die "--parallelr needs the path of a launcher, not '${2:-}'" 2
      shift
      ;;
    --turnaround)
      turnaround_of "${2:-}"
      exit
      ;;
    --help | -h)
      usage
      exit
      ;;
    *) die "unknown option '$1'; see --help" 2 ;;
  esac
  shift
done
$skip_large || [[ $large -ne $tasks ]] || die "--large must differ from --tasks, which is $tasks too" 2

[[ -n ${EPOCHREALTIME:-} ]] || die 'needs bash 5 or later, for its clock'
for program in gcc xargs awk sort nproc; do
  command -v "$program" >/dev/null || die "needs $program, which is not installed"
done
[[ -x $parallelr ]] || die "needs $parallelr, which is missing or not executable"
has_parallel=true
# moreutils has another program of that name
if ! parallel --version 2>/dev/null </dev/null | grep -q '^GNU parallel'; then
  has_parallel=false
  say 'GNU parallel is not installed: left out'
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/parallelr-bench.XXXXXX")
watched= # a process in the background, which Ctrl-C does not reach
trap '[[ -z $watched ]] || kill "$watched"; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
gcc -O2 -o "$work/spawn_loop" "$root/src/bench/spawn_loop.c" || die 'spawn_loop.c does not compile: see above'

parallel_count=$((tasks < parallel_tasks ? tasks : parallel_tasks))
make_tasks "$tasks"
$skip_large || make_tasks "$large"
find "$work/tasks-$tasks" -type f >"$work/names"
head -n "$parallel_count" "$work/names" >"$work/names-parallel"
load_before=$(cut -d ' ' -f 1 /proc/loadavg)

"$parallelr" --version >"$work/version" || die "$parallelr does not work: see above" # builds it if need be
say 'warming up'
skip_large_chosen=$skip_large
skip_large=true
run_round
skip_large=$skip_large_chosen
rm -f "$work"/*.seconds "$work"/gap.*

for ((round = 1; round <= rounds; round++)); do
  say "round $round of $rounds"
  run_round
done

mkdir -p "$(dirname "$report")"
write_report >"$report"
cat "$report"
