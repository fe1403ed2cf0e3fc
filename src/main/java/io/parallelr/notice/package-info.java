/// What others are told of a run: at its end by commands and requests, meanwhile by numbers.
@NullMarked
package io.parallelr.notice;

import org.jspecify.annotations.NullMarked;
