package io.parallelr.flow;
import io.parallelr.flowfile.Reference;

import java.util.Optional;

/// The variables of conditions.
interface VariableLookup {
  /// The value of a variable; empty if it has none.
  Optional<String> of(Reference reference);

  /// Called for each variable of a condition that is evaluated, even if another part of the
  /// condition decides.
  void asked(Reference reference);
}
