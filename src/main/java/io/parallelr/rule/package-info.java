/// Expressions of rules: parsed and evaluated with given facts, without side effects.
@NullMarked
package io.parallelr.rule;

import org.jspecify.annotations.NullMarked;
