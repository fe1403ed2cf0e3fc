/// Supervisors seen from outside: being detached, found, listed and stopped.
@NullMarked
package io.parallelr.daemon;

import org.jspecify.annotations.NullMarked;
