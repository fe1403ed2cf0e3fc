/// The commands that look at runs: what there is, what they came to, what their tasks printed; and
/// that deletes them.
@NullMarked
package io.parallelr.runcli;

import org.jspecify.annotations.NullMarked;
