package io.parallelr.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where configuration comes from, lowest first: what a later source says wins.
///
/// @param systemFile need not exist
/// @param userFile need not exist
/// @param givenFiles named on the command line, so they must exist
/// @param environment all variables; others than ours are left alone
/// @param options values given on the command line
public record Sources(
    Path systemFile,
    Path userFile,
    List<Path> givenFiles,
    Map<String, String> environment,
    List<Option> options) {

  public Sources {
    givenFiles = List.copyOf(givenFiles);
    environment = Map.copyOf(environment);
    options = List.copyOf(options);
  }

  /// A value given on the command line.
  ///
  /// @param origin for messages: `option -m`
  public record Option(Key<?> key, String value, String origin) {}
}
