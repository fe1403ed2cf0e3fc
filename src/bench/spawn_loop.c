/* Keeps N children of a program running until M have run, by posix_spawn(3) and wait4(2): what the
 * system itself can do, with nothing recorded. Usage: spawn_loop N M PROGRAM [ARG...] */
#define _GNU_SOURCE
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

extern char **environ;

/* A whole number from 1; ends the program if the text is none. */
static long count(const char *name, const char *text) {
  char *rest;
  errno = 0;
  long number = strtol(text, &rest, 10);
  if (errno != 0 || rest == text || *rest != '\0' || number < 1) {
    fprintf(stderr, "spawn_loop: %s is '%s', not a whole number from 1\n", name, text);
    exit(2);
  }
  return number;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: spawn_loop N M PROGRAM [ARG...]\n");
    return 2;
  }
  long slots = count("N", argv[1]), tasks = count("M", argv[2]);
  long started = 0, ended = 0, failed = 0;
  while (ended < tasks) {
    while (started < tasks && started - ended < slots) {
      pid_t pid;
      int problem = posix_spawnp(&pid, argv[3], NULL, NULL, argv + 3, environ);
      if (problem != 0) {
        fprintf(stderr, "spawn_loop: %s: %s\n", argv[3], strerror(problem));
        return 1;
      }
      started++;
    }
    int status;
    struct rusage usage;
    if (wait4(-1, &status, 0, &usage) < 0) {
      if (errno == EINTR) {
        continue;
      }
      perror("spawn_loop: wait4");
      return 1;
    }
    ended++;
    failed += status != 0;
  }
  printf("%ld ran, %ld failed\n", ended, failed);
  return failed != 0;
}
