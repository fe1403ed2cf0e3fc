/// One server takes the place of another on the same data: it gets the sockets that take
/// connections, and the jobs when the other has let go of them.
@NullMarked
package io.parallelr.handover;

import org.jspecify.annotations.NullMarked;
