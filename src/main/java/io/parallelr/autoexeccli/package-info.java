/// The command `autoexecflow`: its server, its client, its service.
@NullMarked
package io.parallelr.autoexeccli;

import org.jspecify.annotations.NullMarked;
