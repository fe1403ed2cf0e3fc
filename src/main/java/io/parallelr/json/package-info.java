/// JSON objects as text, written and read; files of one a line.
@NullMarked
package io.parallelr.json;

import org.jspecify.annotations.NullMarked;
