" Colours for the flow files of tasker. Copy syntax/ and ftdetect/ to ~/.vim.
if exists('b:current_syntax')
  finish
endif

syntax match taskerComment /^\s*#.*$/
syntax match taskerOption /^\s*-.*$/
syntax match taskerGlobal /^\s*\h\w*\ze\s*=/
syntax match taskerKey /^\s*\%(hostname\|command\|arguments\|exec\|on_success\|on_failure\|goto\|loop\|sleep\|timeout\|return\|stdout_split\|stderr_split\|type\|tasks\|hostnames\|max_parallel\|if_true_tasks\|if_false_tasks\|retry_count\|retry_delay\|retry_failed\)\ze\%(\s*=\|\s\)/
syntax match taskerTask /^\s*task\s*=\s*\d\+/
syntax region taskerCondition matchgroup=taskerKey start=/^\s*\%(next\|success\|failure\|condition\|loop_break\)\s*=/ end=/$/ contains=taskerVariable,taskerWord,taskerOperator,taskerString
syntax match taskerVariable /@\%(\d\+_\h\+\|\h\w*\)\%(:words\)\?@/ containedin=ALLBUT,taskerComment
syntax match taskerWord contained /\<\%(always\|never\|loop\|success\|true\|false\|exit\%(_not\)\?_\d\+\|stdout\|stderr\|stdout_count\|stderr_count\|\%(all\|any\|majority\)_success\|\%(min\|max\)_\%(success\|failed\)\)\>/
syntax match taskerOperator contained /!\~\|<=\|>=\|!=\|[~=<>&|!()]/
syntax region taskerString contained start=/"/ end=/"/ oneline

highlight default link taskerComment Comment
highlight default link taskerOption PreProc
highlight default link taskerGlobal Identifier
highlight default link taskerKey Keyword
highlight default link taskerTask Function
highlight default link taskerVariable Special
highlight default link taskerWord Constant
highlight default link taskerOperator Operator
highlight default link taskerString String

let b:current_syntax = 'taskerflow'
