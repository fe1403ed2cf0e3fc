/// Templates in the language of Go's package `text/template`: parsed once, rendered with data.
@NullMarked
package io.parallelr.template;

import org.jspecify.annotations.NullMarked;
