/// How a flow runs: which task follows with which command, and what each result means.
@NullMarked
package io.parallelr.flow;

import org.jspecify.annotations.NullMarked;
