/// The runs of the command line over HTTP, as their user's directories have them: what they did and
/// printed, what runs now, watched queues, and what may be asked of them.
@NullMarked
package io.parallelr.webruns;

import org.jspecify.annotations.NullMarked;
