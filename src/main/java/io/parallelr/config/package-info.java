/// Reads the configuration files once, into values.
@NullMarked
package io.parallelr.config;

import org.jspecify.annotations.NullMarked;
