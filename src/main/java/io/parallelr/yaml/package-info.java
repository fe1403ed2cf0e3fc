/// YAML texts as values that keep their places and their text.
@NullMarked
package io.parallelr.yaml;

import org.jspecify.annotations.NullMarked;
