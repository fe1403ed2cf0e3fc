package io.parallelr.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A path with parameters, such as `/pipelines/{name}` or `/ui/{file*}`; the last form takes all
/// that follows, with its slashes.
record PathTemplate(String text, List<Part> parts) {
  sealed interface Part {
    record Literal(String text) implements Part {}

    record Parameter(String name) implements Part {}

    record Tail(String name) implements Part {}
  }

  PathTemplate {
    parts = List.copyOf(parts);
  }

  static PathTemplate parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("path does not begin with a slash: " + text);
    }
    var parts = new ArrayList<Part>();
    for (var segment : segments(text)) {
      if (!parts.isEmpty() && parts.getLast() instanceof Part.Tail) {
        throw new IllegalArgumentException("path goes on after its tail: " + text);
      }
      parts.add(part(segment));
    }
    return new PathTemplate(text, parts);
  }

  private static Part part(String segment) {
    if (!segment.startsWith("{") || !segment.endsWith("}")) {
      return new Part.Literal(segment);
    }
    var name = segment.substring(1, segment.length() - 1);
    return name.endsWith("*")
        ? new Part.Tail(name.substring(0, name.length() - 1))
        : new Part.Parameter(name);
  }

  /// What is between the slashes of a path that begins with one.
  static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /// The parameters, if the path is of this form.
  ///
  /// @param segments decoded; an encoded slash is part of its segment
  Optional<Map<String, String>> match(List<String> segments) {
    boolean isOpen = parts.getLast() instanceof Part.Tail;
    if (isOpen ? segments.size() < parts.size() : segments.size() != parts.size()) {
      return Optional.empty();
    }
    var parameters = new LinkedHashMap<String, String>();
    for (int i = 0; i < parts.size(); i++) {
      var segment = segments.get(i);
      switch (parts.get(i)) {
        case Part.Literal(var expected) -> {
          if (!expected.equals(segment)) {
            return Optional.empty();
          }
        }
        case Part.Parameter(var name) -> {
          if (segment.isEmpty()) {
            return Optional.empty();
          }
          parameters.put(name, segment);
        }
        case Part.Tail(var name) -> {
          var rest = segments.subList(i, segments.size());
          if (rest.stream().anyMatch(s -> s.indexOf('/') >= 0)) {
            return Optional.empty(); // else it could not be told from a separator
          }
          parameters.put(name, String.join("/", rest));
        }
      }
    }
    return Optional.of(parameters);
  }

  /// Smaller for a template that says more: text goes before parameters, these before a tail.
  String rank() {
    return parts.stream().map(part -> switch (part) {
      case Part.Literal _ -> "0";
      case Part.Parameter _ -> "1";
      case Part.Tail _ -> "2";
    }).collect(Collectors.joining());
  }

  /// Equal for templates that the same paths match.
  String shape() {
    return parts.stream().map(part -> switch (part) {
      case Part.Literal(var literal) -> "/" + literal;
      case Part.Parameter _ -> "/{}";
      case Part.Tail _ -> "/{*}";
    }).collect(Collectors.joining());
  }
}
