package io.parallelr.batch;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Environment variables that take the arguments of a line, by position.
///
/// @param names each a name that a shell accepts
public record Variables(List<String> names) {
  public static final Variables NONE = new Variables(List.of());

  public Variables {
    names = List.copyOf(names);
  }

  /// The variables of these names.
  ///
  /// @throws InputException if one is not a name, is given twice, or is one of parallelr's own
  public static Variables named(List<String> names) throws InputException {
    var seen = new HashSet<String>();
    for (var name : names) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        throw new InputException(
            "'%s' is not a variable name: use letters, digits and _, with no digit first"
                .formatted(name));
      }
      if (name.startsWith("PARALLELR_")) {
        throw new InputException(name + " is reserved: parallelr sets PARALLELR_… itself");
      }
      if (!seen.add(name)) {
        throw new InputException(name + " is given twice");
      }
    }
    return new Variables(names);
  }

  Map<String, String> of(List<String> arguments) {
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), arguments.get(i));
    }
    return values;
  }
}
