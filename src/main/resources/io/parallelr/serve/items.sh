# Does what items.bash does where there is no bash, by any POSIX shell, with the same arguments. After
# an item that says `exit`, only exported variables stay; and the status at the end is not left in
# `exit` if an item has set a trap for EXIT and then says `exit`.

__p_dir=$1 __p_count=$2 __p_work=$3 __p_soft=$4 __p_shell=$5 __p_at=${6:-1} __p_status=${7:-0}
__p_self=$0 __p_stopped= __p_left=
set --

# An item has said exit, or could not be read, which ends such a shell.
__p_exited() {
  __p_code=$?
  set +eux
  if [ -n "$__p_left" ]; then return; fi
  if [ -n "$__p_stopped" ]; then __p_end "$__p_stopped"; fi
  if [ "$__p_code" -ne 0 ]; then
    __p_check
    if [ "$__p_soft" -eq 0 ]; then __p_end "$__p_code"; fi
    __p_status=$__p_code
  fi
  if [ "$__p_at" -ge "$__p_count" ]; then __p_end "$__p_status"; fi
  trap - EXIT
  exec "$__p_shell" "$__p_self" "$__p_dir" "$__p_count" "$__p_work" "$__p_soft" "$__p_shell" \
    "$((__p_at + 1))" "$__p_status"
}

__p_check() {
  if [ "$__p_code" -ne 2 ]; then return; fi
  if ! "$__p_shell" -n "$__p_dir/$__p_at" 2>| "$__p_dir/syntax"; then __p_end 255; fi
  : >| "$__p_dir/syntax"
}

__p_end() {
  __p_left=1
  printf '%s %s\n' "$(($1 & 255))" "$__p_at" >| "$__p_dir/exit"
  exit "$1" # runs a trap that an item has set
}

trap '__p_stopped=129; exit 129' HUP
trap '__p_stopped=130; exit 130' INT
trap '__p_stopped=143; exit 143' TERM
trap __p_exited EXIT

while [ "$__p_at" -le "$__p_count" ]; do
  printf '%s\n' "$__p_at" >| "$__p_dir/at"
  if ! cd -- "$__p_work"; then __p_end 1; fi
  . "$__p_dir/$__p_at"
  __p_code=$?
  if [ "$__p_code" -ne 0 ]; then
    __p_check
    if [ "$__p_soft" -eq 0 ]; then __p_end "$__p_code"; fi
    __p_status=$__p_code
  fi
  if [ "$__p_at" -eq "$__p_count" ]; then __p_end "$__p_status"; fi
  __p_at=$((__p_at + 1))
done
__p_at=$__p_count
__p_end "$__p_status"
