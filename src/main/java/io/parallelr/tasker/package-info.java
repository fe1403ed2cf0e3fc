/// The command line of tasker: its subcommands and options.
@NullMarked
package io.parallelr.tasker;

import org.jspecify.annotations.NullMarked;
