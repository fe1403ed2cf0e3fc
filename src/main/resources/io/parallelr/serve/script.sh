# Runs a program, and leaves its status for a server that was not there when it ended.
#
# usage: sh script.sh DIRECTORY PROGRAM [ARGUMENT...]
#   DIRECTORY  gets `at` (that the program was begun) and `exit` (its status, at the end)

__p_dir=$1
shift
printf '1\n' >| "$__p_dir/at"
"$@"
__p_code=$?
printf '%s 1\n' "$__p_code" >| "$__p_dir/exit"
exit "$__p_code"
