/// The directories that jobs work in, seen from outside: nothing leads out of them.
@NullMarked
package io.parallelr.workspace;

import org.jspecify.annotations.NullMarked;
