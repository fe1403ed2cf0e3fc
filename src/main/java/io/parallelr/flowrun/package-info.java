/// Runs a flow to its end, with its log, its state on disk and the reports about it.
@NullMarked
package io.parallelr.flowrun;

import org.jspecify.annotations.NullMarked;
