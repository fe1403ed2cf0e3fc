/// The values that all packages share: a task, how it ended, the summary of a run.
@NullMarked
package io.parallelr.task;

import org.jspecify.annotations.NullMarked;
