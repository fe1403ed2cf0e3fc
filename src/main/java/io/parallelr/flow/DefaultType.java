package io.parallelr.flow;

import java.util.Locale;
import java.util.Set;

/// The execution type of tasks without `exec`.
///
/// @param name of the type
/// @param here names of this machine, in small letters: commands for it run directly. Empty if the
///   user has chosen the type
public record DefaultType(String name, Set<String> here) {
  private static final String LOCAL = "local";

  public DefaultType {
    here = Set.copyOf(here);
  }

  /// A type that the user has chosen for all hosts.
  public static DefaultType asked(String name) {
    return new DefaultType(name, Set.of());
  }

  /// The type on a host.
  String on(String host) {
    return here.contains(host.toLowerCase(Locale.ROOT)) ? LOCAL : name;
  }
}
