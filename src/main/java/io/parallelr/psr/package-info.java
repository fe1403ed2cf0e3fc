/// Rows, selections and sums of the lines of a file of results.
@NullMarked
package io.parallelr.psr;

import org.jspecify.annotations.NullMarked;
