/// Jobs: each waits in a lane until it may start, then runs the graph of its steps. Decisions only.
@NullMarked
package io.parallelr.job;

import org.jspecify.annotations.NullMarked;
