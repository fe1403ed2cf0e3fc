/// What task files say of their own tasks, in comments at their top.
@NullMarked
package io.parallelr.header;

import org.jspecify.annotations.NullMarked;
