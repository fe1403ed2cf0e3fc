/// What a task file says: its lines, keys, conditions and variables, the flow they describe, and
/// the mistakes in them. Nothing here runs anything.
@NullMarked
package io.parallelr.flowfile;

import org.jspecify.annotations.NullMarked;
