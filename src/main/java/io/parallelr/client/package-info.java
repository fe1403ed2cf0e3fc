/// The command `parallelr jobs`: what users ask of a server of jobs.
@NullMarked
package io.parallelr.client;

import org.jspecify.annotations.NullMarked;
