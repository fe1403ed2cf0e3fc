/// Independent tasks: files, argument lines and a command template.
@NullMarked
package io.parallelr.batch;

import org.jspecify.annotations.NullMarked;
