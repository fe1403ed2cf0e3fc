/// The command line of tasker, which runs one flow file.
@NullMarked
package io.parallelr.tasker;

import org.jspecify.annotations.NullMarked;
