/// What the files of pipelines say: where they are, their keys and values, the pipelines they
/// define and the mistakes in them; also the files of environment variables that go with them.
/// Nothing here runs anything.
@NullMarked
package io.parallelr.prunner;

import org.jspecify.annotations.NullMarked;
