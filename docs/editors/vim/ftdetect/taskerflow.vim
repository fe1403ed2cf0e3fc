autocmd BufRead,BufNewFile *.flow setfiletype taskerflow
