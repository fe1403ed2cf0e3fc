/// Runs flows by the engine of jobs.
@NullMarked
package io.parallelr.flowhost;

import org.jspecify.annotations.NullMarked;
