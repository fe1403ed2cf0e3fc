#!/usr/bin/env bash
# Shows: work that needs a processor and nothing else: the primes below 300,000 by a sieve in awk.
set -euo pipefail

awk -v limit=300000 'BEGIN {
  for (i = 2; i < limit; i++) {
    if (i in composite) continue
    count++
    largest = i
    for (j = i * i; j < limit; j += i) composite[j]
  }
  printf "%d primes below %d, the largest is %d\n", count, limit, largest
}'
