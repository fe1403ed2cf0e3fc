/// Task flow files: steps with conditions, jumps, loops and blocks, run by the engine.
@NullMarked
package io.parallelr.flow;

import org.jspecify.annotations.NullMarked;
