/// The full-screen view of runs that are alive: what they run, how far they are, and the keys that
/// change them.
@NullMarked
package io.parallelr.top;

import org.jspecify.annotations.NullMarked;
