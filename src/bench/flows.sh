#!/usr/bin/env bash
# Five-step flows run three ways by parallelr with four slots: inside it, with a JVM for each, and, as a stand-in for a
# tasker in Python, the mere start of one for each.
#   src/bench/flows.sh [--flows N] [--rounds N]
set -euo pipefail
flows=100
rounds=3
while [[ $# -gt 0 ]]; do
  case $1 in
    --flows) flows=$2 ;;
    --rounds) rounds=$2 ;;
    *) echo "usage: $0 [--flows N] [--rounds N]" >&2; exit 2 ;;
  esac
  shift 2
done
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=$(echo "$PWD"/target/parallelr-*/bin)
[[ -x $bin/tasker ]] || { echo "build it first: mvn package" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work PARALLELR_HOME=$work/home
mkdir "$work/flows"
for ((i = 1; i <= flows; i++)); do
  for ((task = 0; task < 5; task++)); do
    printf 'task=%d\nhostname=localhost\ncommand=echo\narguments=%d\nexec=local\n\n' "$task" "$task"
  done >"$work/flows/$i.flow"
done
tasker="'$bin/tasker' -r --skip-host-validation --no-task-backup @TASK@"
python="python3 -c 'import argparse,subprocess,threading,logging' @TASK@"

# milliseconds of a run: MODE COMMAND
measure() {
  local begin end
  begin=$(date +%s%N)
  PARALLELR_EXECUTION_IN_PROCESS_TASKER=$1 "$bin/parallelr" -T "$work/flows" -C "$2" -r -m 4 -q >/dev/null
  end=$(date +%s%N)
  echo $(((end - begin) / 1000000))
}

median() {
  sort -n | sed -n "$(((rounds + 1) / 2))p"
}

for ((round = 1; round <= rounds; round++)); do
  measure auto "$tasker" >>"$work/inside"
  measure off "$tasker" >>"$work/jvm"
  measure auto "$python" >>"$work/python"
done
inside=$(median <"$work/inside")
jvm=$(median <"$work/jvm")
py=$(median <"$work/python")
printf '%d flows, median of %d rounds\n' "$flows" "$rounds"
printf 'inside parallelr        %7d ms\n' "$inside"
printf 'a JVM for each          %7d ms  %5.1f times as long\n' "$jvm" "$(awk "BEGIN { print $jvm / $inside }")"
printf 'start of Python for each%7d ms  %5.1f times as long\n' "$py" "$(awk "BEGIN { print $py / $inside }")"
