/// Results on disk: the journal, and all that is derived from it.
@NullMarked
package io.parallelr.journal;

import org.jspecify.annotations.NullMarked;
