/// Runs tasks as processes of this machine, each in a session of its own.
@NullMarked
package io.parallelr.local;

import org.jspecify.annotations.NullMarked;
