#!/usr/bin/env bash
# Measures how soon a batch of very many task files starts, and what it takes.
#
#     src/bench/stress/batch.sh
#     src/bench/stress/batch.sh --files 100000 --name-length 200
#     src/bench/stress/batch.sh --parallelr FILE    # measure this launcher
#
# FILES files in one directory, each with a header. The run is timed from the start of the command to
# the first line of type "start" in its journal, and goes on for 10 seconds; its peak memory is VmHWM of
# the Java process. The dry run is timed until `head -n 1` of it has ended, from the directory, a glob and
# a list. `ls` is timed beside, which reads and sorts the same names. Each figure of time is the median
# of three. Targets: 3 s to the first start, 512 MB.
#
# Prints rows of a table. Works in a directory of its own below TMPDIR and removes it. Exit status 0
# if all targets are met, 1 if not.
set -euo pipefail
export LC_ALL=C

files=1000000
name_length=24
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
parallelr=$root/bin/parallelr

die() {
  printf 'batch.sh: %s\n' "$1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --files) files=$2; shift ;;
    --name-length) name_length=$2; shift ;;
    --parallelr) parallelr=$2; shift ;;
    --help) sed -n '2,/^set/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed '$d'; exit 0 ;;
    *) die "unknown option $1; see --help" ;;
  esac
  shift
done

work=$(mktemp -d "${TMPDIR:-/tmp}/parallelr-batch.XXXXXX")
export PARALLELR_HOME=$work/home
status=0
pid=
end_all() {
  [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap end_all EXIT

row() {
  printf '| %-52s | %-16s | %-10s | %s |\n' "$1" "$2" "$3" "$4"
  [ "$4" != NO ] || status=1
}

seconds_since() {
  awk -v n=$(($(date +%s%N) - $1)) 'BEGIN { printf "%.2f", n / 1e9 }'
}

at_most() {
  awk -v a="$1" -v b="$2" 'BEGIN { print a <= b ? "yes" : "NO" }'
}

median() { # of three times of a command
  local begin i
  for i in 1 2 3; do
    begin=$(date +%s%N)
    "$@" >/dev/null
    seconds_since "$begin"
    echo
  done | sort -n | sed -n 2p
}

first_line() {
  "$parallelr" -T "$1" -C 'true @TASK@' | head -n 1
}

first_start() { # prints the seconds and the peak memory in MB
  local begin
  rm -rf "$work/home"
  begin=$(date +%s%N)
  "$parallelr" -T "$work/tasks" -C 'true @TASK@' -r -q -m 4 >"$work/out" 2>&1 &
  pid=$!
  until cat "$work"/home/runs/2*/results.jsonl 2>/dev/null | head -n 5 | grep -q '"type":"start"'; do
    kill -0 $pid 2>/dev/null || die "it ended: $(cat "$work/out")"
    sleep 0.02
  done
  seconds_since "$begin"
  sleep 10
  awk '/^VmHWM/ { print " " int($2 / 1024) }' "/proc/$pid/status"
  kill $pid
  wait $pid || true
  pid=
}

mkdir "$work/tasks"
python3 - "$work/tasks" "$files" "$name_length" <<'END'
import os, sys
directory, files, length = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.chdir(directory)
for number in range(files):
    with open(str(number).rjust(length, "0"), "w") as file:
        file.write("# parallelr: timeout=60\ntrue\n")
END
sync
(cd "$work" && find tasks -type f >"$work/list")

printf '| what | measured | target | met |\n|---|---|---|---|\n'
for i in 1 2 3; do first_start; done | sort -n >"$work/starts"
read -r seconds _ < <(sed -n 2p "$work/starts")
peak=$(awk '$2 > most { most = $2 } END { print most }' "$work/starts")
row "$files task files: first start" "$seconds s" "<= 3 s" "$(at_most "$seconds" 3)"
row "the same, 10 s later: peak memory" "$peak MB" "<= 512 MB" "$(at_most "$peak" 512)"
row "dry run of the directory into head" "$(median first_line "$work/tasks") s" "" ""
row "dry run of a glob into head" "$(median first_line "$work/tasks/*") s" "" ""
row "dry run of a list into head" "$(cd "$work" && median first_line "@$work/list") s" "" ""
row "ls of the directory" "$(median ls "$work/tasks") s" "" ""
exit $status
