package io.parallelr.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Reads a JSON text into the same values as [YamlReader]; numbers and truth values are plain.
public final class JsonReader {
  private static final JsonFactory JSON = JsonFactory.builder()
      .streamReadConstraints(
          StreamReadConstraints.builder().maxNestingDepth(YamlReader.DEEPEST).build())
      .build();
  /// Before what a message says about the parser rather than the text.
  private static final List<String> ABOUT_ITSELF = List.of(" (for ", " (start marker ");
  private static final char COMMENT = '#';
  private static final char SLASH = '/';

  private final Problems problems;

  /// Reads one text.
  public JsonReader(Problems problems) {
    this.problems = problems;
  }

  /// The value; empty if the text is not JSON, which is then an error among the problems.
  public Optional<Yaml> read(String text) {
    var at = new Place(1, 1);
    try (var json = JSON.createParser(ObjectReadContext.empty(), text)) {
      try {
        if (json.nextToken() == null) {
          problems.error(at, "invalid JSON: it is empty");
          return Optional.empty();
        }
        var value = value(json);
        at = place(json.currentTokenLocation());
        if (json.nextToken() != null) {
          problems.error(
              place(json.currentTokenLocation()),
              "invalid JSON: something follows after its end");
        }
        return Optional.of(value);
      } catch (JacksonException e) {
        var where =
            e.getLocation() == null ? place(json.currentLocation()) : place(e.getLocation());
        problems.error(where, "invalid JSON: %s", explained(e, text, where));
        return Optional.empty();
      }
    }
  }

  private static Place place(TokenStreamLocation location) {
    return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
  }

  private static String explained(JacksonException e, String text, Place where) {
    var first = text.strip();
    if (first.startsWith("\"") && !first.isEmpty() && where.line() == 1) {
      return "it does not begin with {; put all of it between { and }";
    }
    var c = characterAt(text, where);
    if (c == COMMENT || c == SLASH) {
      return "it has a comment, which JSON does not allow; remove it, or send YAML";
    }
    var message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    for (var aside : ABOUT_ITSELF) {
      int end = message.indexOf(aside);
      message = end < 0 ? message : message.substring(0, end);
    }
    return message;
  }

  private static char characterAt(String text, Place place) {
    var lines = text.lines().skip(place.line() - 1L).findFirst().orElse("");
    for (int back = 0; back <= 1; back++) { // the parser has read on by one or not
      int column = place.column() - 1 - back;
      if (column >= 0 && column < lines.length()
          && (lines.charAt(column) == COMMENT || lines.charAt(column) == SLASH)) {
        return lines.charAt(column);
      }
    }
    return ' ';
  }

  private Yaml value(JsonParser json) {
    var place = place(json.currentTokenLocation());
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json, place);
      case START_ARRAY -> array(json, place);
      case VALUE_STRING -> new Yaml.Scalar(place, json.getString(), Yaml.Style.TEXT);
      case VALUE_NULL -> new Yaml.Scalar(place, "", Yaml.Style.NULL);
      default -> new Yaml.Scalar(place, json.getString(), Yaml.Style.PLAIN);
    };
  }

  private Yaml object(JsonParser json, Place place) {
    var entries = new LinkedHashMap<String, Yaml.Entry>();
    int size = 1;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      var key = new Yaml.Scalar(
          place(json.currentTokenLocation()), json.currentName(), Yaml.Style.TEXT);
      var _ = json.nextToken();
      var value = value(json);
      size += 1 + value.size();
      entries.put(key.text(), new Yaml.Entry(key, value)); // the last one counts, as elsewhere
    }
    return new Yaml.Mapping(place, List.copyOf(entries.values()), size);
  }

  private Yaml array(JsonParser json, Place place) {
    var elements = new ArrayList<Yaml>();
    int size = 1;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      var element = value(json);
      size += element.size();
      elements.add(element);
    }
    return new Yaml.Sequence(place, List.copyOf(elements), size);
  }
}
