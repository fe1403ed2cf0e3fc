/// Flows of a server over HTTP.
@NullMarked
package io.parallelr.flowweb;

import org.jspecify.annotations.NullMarked;
