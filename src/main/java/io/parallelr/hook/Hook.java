package io.parallelr.hook;

import java.net.URI;
import java.util.Set;

/// What is called when something happens to jobs.
///
/// @param name of the directory in which its events wait
/// @param events of which kinds
/// @param dialects of jobs that came by these interfaces; empty for all
/// @param names of jobs whose names match this pattern, in which `*` stands for any text
public record Hook(
    String name,
    Set<HookEvent.Kind> events,
    Set<String> dialects,
    String names,
    Target target) {

  /// What is called.
  public sealed interface Target {
    /// A command of a shell, with the facts in its environment.
    record Command(String command) implements Target {}

    /// A request to another server.
    ///
    /// @param secret with which it is signed; empty for none
    record Webhook(URI url, String secret) implements Target {
      /// What may be shown of the URL: the rest of it may hold a secret.
      String origin() {
        return "%s://%s%s/…".formatted(
            url.getScheme(), url.getHost(), url.getPort() < 0 ? "" : ":" + url.getPort());
      }

      @Override
      public String toString() { // which might be logged
        return "Webhook[" + origin() + "]";
      }
    }
  }

  public Hook {
    events = Set.copyOf(events);
    dialects = Set.copyOf(dialects);
  }

  boolean wants(HookEvent event) {
    return events.contains(event.kind())
        && (dialects.isEmpty() || dialects.contains(event.head().dialect()))
        && matches(event.head().name());
  }

  private boolean matches(String name) {
    var parts = names.split("\\*", -1);
    if (parts.length == 1) {
      return name.equals(names);
    }
    if (!name.startsWith(parts[0])) {
      return false;
    }
    int at = parts[0].length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = name.indexOf(parts[i], at);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    var last = parts[parts.length - 1];
    return name.length() - at >= last.length() && name.endsWith(last);
  }
}
