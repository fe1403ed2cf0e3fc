# Runs the items of a task one after the other in one shell, so that variables, functions and
# options stay from one to the next.
#
# usage: bash items.bash DIRECTORY COUNT WORKDIR SOFT SHELL [FIRST STATUS]
#   DIRECTORY  has the items as files 1, 2, ...; gets `at` (the number of the item that runs),
#              `exit` (the status and the last item, at the end) and `syntax` (why an item cannot
#              be read)
#   WORKDIR    in which each item starts
#   SOFT       1 if the task goes on after an item that fails; else 0
#   SHELL      that runs this
#   FIRST STATUS  for itself: an item has said `exit`, and the next one goes on in a new shell
#
# Builtins are called by `builtin`, as items may define functions of the same names.

if (( BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 402 )); then # as on macOS
  exec "$5" "${BASH_SOURCE[0]%bash}sh" "$@"
fi
__p_trap= __p_flags=
declare -A __p_traps=()
if [[ -s $1/state ]]; then
  builtin source "$1/state" 2> /dev/null # it complains about variables that are read-only
  : >| "$1/state"
fi
__p_dir=$1 __p_count=$2 __p_work=$3 __p_soft=$4 __p_shell=$5 __p_at=${6:-1} __p_status=${7:-0}
__p_self=${BASH_SOURCE[0]} __p_stopped=
builtin set --

# The traps for the end of this shell itself belong to the driver, which runs those of items.
trap() {
  if (( BASH_SUBSHELL > 0 || $# == 0 )) || [[ $1 == -[lp]* ]]; then
    builtin trap "$@"
    return
  fi
  if [[ $1 == -- ]]; then shift; fi
  local __p_action=- __p_signal
  if (( $# > 1 )) && [[ $1 != +([0-9]) ]]; then
    __p_action=$1
    shift
  fi
  for __p_signal; do
    __p_signal=${__p_signal^^}
    __p_signal=${__p_signal#SIG}
    if [[ $__p_signal == [1-9]*([0-9]) ]]; then __p_signal=$(builtin kill -l "$__p_signal"); fi
    case $__p_signal in
      0 | EXIT) if [[ $__p_action == - ]]; then __p_trap=; else __p_trap=$__p_action; fi ;;
      HUP | INT | QUIT | PIPE | ALRM | TERM | USR1 | USR2 | XCPU)
        __p_traps[$__p_signal]=$__p_action
        __p_catch "$__p_signal"
        ;;
      *) builtin trap -- "$__p_action" "$__p_signal" || return ;;
    esac
  done
}

__p_catch() {
  if [[ -v "__p_traps[$1]" && -z ${__p_traps[$1]} ]]; then
    builtin trap '' "$1" # what is started ignores it, too
  else
    builtin trap "__p_signalled $1" "$1"
  fi
}

# A signal ends the line of items, also if the trap of an item lets that item go on.
__p_signalled() {
  if [[ ${__p_traps[$1]:--} == - ]]; then
    __p_stopped=$((128 + $(builtin kill -l "$1")))
    builtin exit "$__p_stopped"
  fi
  __p_stopped=$((128 + $(builtin kill -l "$1")))
  builtin eval "${__p_traps[$1]}"
}

# Items have their own options: the driver's work is neither shown by `set -x` nor ended by `set -e`.
__p_give_options() {
  case $__p_flags in *P*) builtin set -o posix ;; esac
  case $__p_flags in *u*) builtin set -u ;; esac
  case $__p_flags in *e*) builtin set -e ;; esac
  case $__p_flags in *x*) builtin set -x ;; esac
}

__p_take_options() {
  __p_flags=$1
  if [[ -o posix ]]; then __p_flags+=P; fi
  builtin set +eux +o posix
}

# An item has said exit, or failed under `set -e`.
__p_exited() {
  { __p_code=$?; __p_take_options "$-"; } 2> /dev/null
  if [[ -n $__p_stopped ]]; then __p_end "$__p_stopped"; fi
  if (( __p_code != 0 )); then
    if (( !__p_soft )); then __p_end "$__p_code"; fi
    __p_status=$__p_code
  fi
  if (( __p_at >= __p_count )); then __p_end "$__p_status"; fi
  builtin trap - EXIT
  __p_keep 2> /dev/null
  builtin exec "$__p_shell" "$__p_self" "$__p_dir" "$__p_count" "$__p_work" "$__p_soft" \
    "$__p_shell" "$((__p_at + 1))" "$__p_status"
}

# What a new shell has to know.
__p_keep() {
  local __p_mask
  __p_mask=$(builtin umask)
  builtin umask 077 # variables may hold secrets
  { builtin shopt -p; builtin declare -p; builtin declare -f; builtin set +o; } >| "$__p_dir/state"
  builtin umask "$__p_mask"
}

# Runs the trap that the items have set, and leaves the status for whoever looks after the end.
__p_end() {
  builtin trap - EXIT
  __p_last=$1
  if [[ -n $__p_trap ]]; then
    exit() {
      if (( BASH_SUBSHELL > 0 )); then builtin exit "$@"; fi
      __p_leave "${1:-$__p_last}"
    }
    __p_flags=${__p_flags//e/} # which would end it where it is told the status
    __p_give_options
    (builtin exit "$__p_last")
    builtin eval "$__p_trap"
    { builtin set +eux +o posix; } 2> /dev/null
  fi
  __p_leave "$__p_last"
}

__p_leave() {
  builtin printf '%s %s\n' "$(($1 & 255))" "$__p_at" >| "$__p_dir/exit"
  builtin exit "$1"
}

for __p_name in HUP INT QUIT PIPE ALRM TERM USR1 USR2 XCPU; do
  __p_catch "$__p_name"
done
builtin trap __p_exited EXIT

while (( __p_at <= __p_count )); do
  builtin printf '%s\n' "$__p_at" >| "$__p_dir/at"
  if ! builtin cd -- "$__p_work"; then __p_end 1; fi
  __p_give_options
  builtin source "$__p_dir/$__p_at"
  { __p_code=$?; __p_take_options "$-"; } 2> /dev/null
  if [[ -n $__p_stopped ]]; then __p_end "$__p_stopped"; fi
  if (( __p_code == 2 )); then # perhaps it could not be read
    if ! BASH_ENV= "$__p_shell" -O extglob -n "$__p_dir/$__p_at" 2>| "$__p_dir/syntax"; then
      __p_end 255
    fi
    : >| "$__p_dir/syntax"
  fi
  if (( __p_code != 0 )); then
    if (( !__p_soft )); then __p_end "$__p_code"; fi
    __p_status=$__p_code
  fi
  if (( __p_at == __p_count )); then __p_end "$__p_status"; fi
  __p_at=$((__p_at + 1))
done
__p_at=$__p_count
__p_end "$__p_status"
