package io.parallelr.flow;
import io.parallelr.flowfile.Reference;

import java.util.Optional;

/// What conditions know of variables.
interface VariableLookup {
  /// The value of one; empty if it has none.
  Optional<String> of(Reference reference);

  /// Called for each variable of a condition when the condition is looked at, whichever of its
  /// parts decide.
  void asked(Reference reference);
}
