/// What is kept of jobs: a database of their states, and the files that their steps print into.
@NullMarked
package io.parallelr.store;

import org.jspecify.annotations.NullMarked;
