/// The server's own interface over HTTP: jobs of all dialects, what they print, events, metrics.
@NullMarked
package io.parallelr.web;

import org.jspecify.annotations.NullMarked;
