/// What is done before and after jobs and steps: commands and requests to other servers.
@NullMarked
package io.parallelr.hook;

import org.jspecify.annotations.NullMarked;
