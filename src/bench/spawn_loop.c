/* Keeps N children of a program running until M have run, by posix_spawn(3) and wait4(2): what the
 * system itself can do, with nothing recorded. Usage: spawn_loop N M PROGRAM */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: spawn_loop N M PROGRAM\n");
    return 2;
  }
  long slots = atol(argv[1]), tasks = atol(argv[2]);
  long started = 0, ended = 0, failed = 0;
  while (ended < tasks) {
    while (started < tasks && started - ended < slots) {
      pid_t pid;
      char *words[] = {argv[3], NULL};
      int problem = posix_spawn(&pid, argv[3], NULL, NULL, words, environ);
      if (problem != 0) {
        fprintf(stderr, "%s: %s\n", argv[3], strerror(problem));
        return 1;
      }
      started++;
    }
    int status;
    struct rusage usage;
    if (wait4(-1, &status, 0, &usage) < 0) {
      perror("wait4");
      return 1;
    }
    ended++;
    failed += status != 0;
  }
  printf("%ld ran, %ld failed\n", ended, failed);
  return failed != 0;
}
