/// What the build makes of the declared options: manual pages, and completion for shells.
@NullMarked
package io.parallelr.manual;

import org.jspecify.annotations.NullMarked;
