package io.parallelr.config;

import java.util.List;

/// Configuration files, environment variables and options, made into one.
public sealed interface Configuration {

  /// It holds together.
  ///
  /// @param warnings values that are not as they were asked for
  /// @param entries every key, in the order of the documentation
  record Valid(Settings settings, List<String> warnings, List<Entry> entries)
      implements
        Configuration {
    public Valid {
      warnings = List.copyOf(warnings);
      entries = List.copyOf(entries);
    }
  }

  /// It does not.
  ///
  /// @param errors everything that is wrong, each a line: where, what, and what would be right
  record Invalid(List<String> errors) implements Configuration {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }

  /// A value in force.
  ///
  /// @param origin file and line, variable or option
  record Entry(String key, String value, String origin) {}

  static Configuration load(Sources sources) {
    return new Loader().load(sources);
  }
}
