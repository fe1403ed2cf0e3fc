/// JSON objects as text, written and read.
@NullMarked
package io.parallelr.json;

import org.jspecify.annotations.NullMarked;
