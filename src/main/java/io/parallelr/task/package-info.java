/// The values that everything else is told in: a task, how it ended, what a run came to.
@NullMarked
package io.parallelr.task;

import org.jspecify.annotations.NullMarked;
