package io.parallelr.flow;

import java.util.Locale;
import java.util.Set;

/// The execution type of tasks that name none.
///
/// @param name of the type
/// @param here names of this machine, in small letters, where commands are run directly; none if
///   somebody has asked for the type
public record DefaultType(String name, Set<String> here) {
  private static final String LOCAL = "local";

  public DefaultType {
    here = Set.copyOf(here);
  }

  /// One that somebody has asked for, whatever the host is.
  public static DefaultType asked(String name) {
    return new DefaultType(name, Set.of());
  }

  /// The type on a host.
  String on(String host) {
    return here.contains(host.toLowerCase(Locale.ROOT)) ? LOCAL : name;
  }
}
