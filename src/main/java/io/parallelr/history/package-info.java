/// The runs that there are: finding one by what its user calls it, and what each came to.
@NullMarked
package io.parallelr.history;

import org.jspecify.annotations.NullMarked;
