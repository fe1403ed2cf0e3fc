#!/usr/bin/env bash
# Measures parallelr at the limits of a machine: of processes, and of what tasks leave behind.
#
#     src/bench/stress/limits.sh                    # everything: about a minute
#     src/bench/stress/limits.sh --skip-pids        # only what tasks leave behind
#     src/bench/stress/limits.sh --skip-leftovers   # only the limit of processes
#     src/bench/stress/limits.sh --pids 48 --tasks 400 --slots 20
#     src/bench/stress/limits.sh --parallelr FILE   # measure this launcher
#
# Processes: TASKS tasks of a shell and `sleep 0.2` in SLOTS slots, where parallelr, with the threads
# of its JVM, and all tasks together may be PIDS processes. The limit is that of a control group
# (pids.max) if one can be made, else `ulimit -u` for the user nobody; either needs root. Target: all
# succeed.
#
# Leftovers: 100 tasks that leave behind a session whose shell forks when it is signalled, with
# `--kill-after 1`. Target: 1.5 s in all, and nothing is left.
#
# Prints rows of a table. Works in a directory of its own below TMPDIR and removes it. Exit status 0
# if all targets are met, 1 if not, 2 if something cannot be measured here.
set -euo pipefail
export LC_ALL=C

pids=48
tasks=400
slots=20
limit=true
leftovers=true
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)
parallelr=$root/bin/parallelr

die() {
  printf 'limits.sh: %s\n' "$1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    --pids) pids=$2; shift ;;
    --tasks) tasks=$2; shift ;;
    --slots) slots=$2; shift ;;
    --parallelr) parallelr=$2; shift ;;
    --skip-pids) limit=false ;;
    --skip-leftovers) leftovers=false ;;
    *) die "unknown option $1; see the top of this file" ;;
  esac
  shift
done

work=$(mktemp -d)
group=
cleanup() {
  rm -rf "$work"
  if [ -n "$group" ]; then rmdir "$group" 2>/dev/null || true; fi
}
trap cleanup EXIT
chmod 755 "$work"
missed=false

row() {
  printf '| %-44s | %-30s | %-12s | %-3s |\n' "$@"
  if [ "$4" != yes ]; then missed=true; fi
}

seconds_since() {
  awk -v n=$(($(date +%s%N) - $1)) 'BEGIN { printf "%.1f", n / 1e9 }'
}

# makes a control group with the limit, and prints its directory
make_group() {
  local parent
  for parent in /sys/fs/cgroup/pids /sys/fs/cgroup; do
    group=$parent/parallelr-limits-$$
    if mkdir "$group" 2>/dev/null; then
      if echo "$pids" >"$group/pids.max" 2>/dev/null; then return 0; fi
      rmdir "$group"
    fi
  done
  group=
  return 1
}

measure_limit() {
  local i begin how succeeded
  [ "$(id -u)" = 0 ] || die "a limit of processes needs root; leave it out by --skip-pids"
  mkdir -p "$work/tasks" "$work/home"
  for i in $(seq "$tasks"); do
    printf 'sleep 0.2\n' >"$work/tasks/t$i"
  done
  local command=("$parallelr" -T "$work/tasks" -C 'bash @TASK@' -r -q -m "$slots")
  export PARALLELR_HOME=$work/home
  begin=$(date +%s%N)
  if make_group; then
    how="pids.max $pids"
    (
      echo "$BASHPID" >"$group/cgroup.procs"
      exec "${command[@]}"
    ) >"$work/out" 2>&1 || true
  else
    how="ulimit -u $pids"
    chown -R nobody "$work/home"
    setpriv --reuid=nobody --clear-groups bash -c 'ulimit -u "$1"; shift; exec "$@"' _ "$pids" \
      "${command[@]}" >"$work/out" 2>&1 || true
  fi
  succeeded=$(grep -c '"status":"SUCCESS"' "$work/home/runs/latest/results.jsonl" || true)
  row "$tasks tasks in $slots slots, $how" "$succeeded SUCCESS, $(seconds_since "$begin") s" \
    "$tasks" "$([ "$succeeded" = "$tasks" ] && echo yes || echo NO)"
}

measure_leftovers() {
  local i begin seconds left
  mkdir -p "$work/leaving"
  for i in $(seq 100); do
    printf '(setsid sh -c "trap \\"sleep 300 & exit\\" TERM; sleep 300 & wait" &)\ntrue\n' \
      >"$work/leaving/t$i"
  done
  export PARALLELR_HOME=$work/home2
  begin=$(date +%s%N)
  "$parallelr" -T "$work/leaving" -C 'sh @TASK@' -r -q --kill-after 1 >"$work/out" 2>&1 ||
    die "$(cat "$work/out")"
  seconds=$(seconds_since "$begin")
  left=$(grep -las "PARALLELR_RUN_ID=$(basename "$(readlink -f "$work/home2/runs/latest")")" \
    /proc/[0-9]*/environ | wc -l || true)
  row "100 tasks that leave children which fork" "$seconds s, $left left" "<= 1.5 s, 0" \
    "$(awk -v s="$seconds" -v l="$left" 'BEGIN { print s <= 1.5 && l == 0 ? "yes" : "NO" }')"
}

printf '| %-44s | %-30s | %-12s | %-3s |\n' what figure target met
printf '|---|---|---|---|\n'
if $limit; then measure_limit; fi
if $leftovers; then measure_leftovers; fi
if $missed; then exit 1; fi
