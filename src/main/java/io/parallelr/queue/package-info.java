/// A directory that is a queue: files are taken from it as they arrive, by any number
/// of supervisors.
@NullMarked
package io.parallelr.queue;

import org.jspecify.annotations.NullMarked;
