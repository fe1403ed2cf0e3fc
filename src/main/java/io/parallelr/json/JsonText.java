package io.parallelr.json;

import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Writes JSON objects, with absent values as null.
public final class JsonText {
  static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /// An object on one line.
  ///
  /// @param fields writes what is in it
  public static String object(Consumer<JsonGenerator> fields) {
    var text = new StringWriter();
    object(text, fields);
    return text.toString();
  }

  /// An object on one line, which may be larger than memory.
  ///
  /// @param to closed at the end
  /// @throws JacksonIOException if it cannot be written
  public static void object(Writer to, Consumer<JsonGenerator> fields) {
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), to)) {
      json.writeStartObject();
      fields.accept(json);
      json.writeEndObject();
    }
  }

  /// Writes a field whose value may be absent.
  public static void optional(JsonGenerator json, String name, Optional<String> value) {
    value.ifPresentOrElse(
        v -> json.writeStringProperty(name, v),
        () -> json.writeNullProperty(name));
  }

  /// Writes a whole number that may be absent.
  public static void number(
      JsonGenerator json,
      String name,
      Optional<? extends Number> value) {
    value.ifPresentOrElse(
        v -> json.writeNumberProperty(name, v.longValue()),
        () -> json.writeNullProperty(name));
  }

  /// Writes a number with its decimals as they are.
  public static void decimal(JsonGenerator json, String name, BigDecimal value) {
    json.writeName(name);
    json.writeNumber(value);
  }

  /// Writes an array of strings.
  public static void strings(JsonGenerator json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  /// Writes an array of objects, each by its fields.
  public static <T> void objects(
      JsonGenerator json,
      String name,
      List<T> values,
      Consumer<T> fields) {
    json.writeArrayPropertyStart(name);
    for (var value : values) {
      json.writeStartObject();
      fields.accept(value);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
