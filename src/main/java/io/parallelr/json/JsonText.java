package io.parallelr.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Writes JSON objects, with absent values as null.
///
/// Surrogates that are not part of a pair, which stand for bytes that are not UTF-8, are written as
/// `\udcfc`: so the text is valid UTF-8 in any file, and is read again as what it was.
public final class JsonText {
  static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /// An object on one line.
  ///
  /// @param fields writes what is in it
  public static String object(Consumer<JsonGenerator> fields) {
    return new String(line(fields), UTF_8);
  }

  /// An object on one line, without a line break, in UTF-8.
  ///
  /// @param fields writes what is in it
  public static byte[] line(Consumer<JsonGenerator> fields) {
    var bytes = new ByteArrayOutputStream(1024);
    write(bytes, fields);
    return bytes.toByteArray();
  }

  /// An object on one line, which may be larger than memory, in UTF-8.
  ///
  /// @param to closed at the end
  /// @throws JacksonIOException if it cannot be written
  public static void write(OutputStream to, Consumer<JsonGenerator> fields) {
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), new Utf8Writer(to))) {
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

  /// Writes a number that may be absent, with its decimals as they are.
  public static void decimal(JsonGenerator json, String name, Optional<BigDecimal> value) {
    value.ifPresentOrElse(v -> decimal(json, name, v), () -> json.writeNullProperty(name));
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
