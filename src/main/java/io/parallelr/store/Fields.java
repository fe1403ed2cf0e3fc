package io.parallelr.store;

import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// Fields that must be there in what is stored as JSON.
final class Fields {
  private Fields() {}

  static String text(JsonObject json, String name) throws IOException {
    return json.text(name).orElseThrow(() -> missing(name));
  }

  static long number(JsonObject json, String name) throws IOException {
    return json.number(name).orElseThrow(() -> missing(name));
  }

  static JsonObject object(JsonObject json, String name) throws IOException {
    return json.object(name).orElseThrow(() -> missing(name));
  }

  static <E extends Enum<E>> E word(JsonObject json, String name, Class<E> type)
      throws IOException {
    return word(text(json, name), type);
  }

  static <E extends Enum<E>> E word(String text, Class<E> type) throws IOException {
    try {
      return Enum.valueOf(type, text);
    } catch (IllegalArgumentException e) {
      throw new IOException("unknown %s %s".formatted(type.getSimpleName(), text), e);
    }
  }

  static Duration duration(JsonObject json, String name) throws IOException {
    var text = text(json, name);
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IOException("%s is not a duration: %s".formatted(name, text), e);
    }
  }

  /// @param fallback if it is absent
  static Duration duration(JsonObject json, String name, Duration fallback) throws IOException {
    return json.text(name).isPresent() ? duration(json, name) : fallback;
  }

  private static IOException missing(String name) {
    return new IOException("%s is missing".formatted(name));
  }

  /// Makes values, each from an object.
  interface Reader<T> {
    T read(JsonObject json) throws IOException;
  }

  static <T> List<T> list(JsonObject json, String name, Reader<T> reader) throws IOException {
    var values = new ArrayList<T>();
    for (var object : json.objects(name)) {
      values.add(reader.read(object));
    }
    return values;
  }

  /// Writes an object whose values are strings.
  static void write(JsonGenerator json, String name, Map<String, String> values) {
    json.writeObjectPropertyStart(name);
    values.forEach(json::writeStringProperty);
    json.writeEndObject();
  }

  /// What that writes, in the same order; empty if it is absent.
  static Map<String, String> texts(JsonObject json, String name) throws IOException {
    var values = new LinkedHashMap<String, String>();
    var fields = json.object(name).orElse(JsonObject.EMPTY);
    for (var key : fields.names()) {
      values.put(key, text(fields, key));
    }
    return values;
  }
}
