/// How the steps of jobs are run on a server: what is written for them before they start, and what
/// they leave at their end.
@NullMarked
package io.parallelr.serve;

import org.jspecify.annotations.NullMarked;
