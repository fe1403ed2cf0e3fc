/// Texts that shells read, and values that stay data in them.
@NullMarked
package io.parallelr.shell;

import org.jspecify.annotations.NullMarked;
