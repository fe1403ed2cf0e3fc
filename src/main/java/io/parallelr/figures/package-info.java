/// What the tasks of a run add up to, in memory that does not grow with their number, and how two
/// runs differ.
@NullMarked
package io.parallelr.figures;

import org.jspecify.annotations.NullMarked;
