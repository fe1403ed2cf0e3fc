package io.parallelr.json;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.HexFormat;
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
    var text = new StringWriter();
    write(text, fields);
    return escaped(text.toString());
  }

  /// An object on one line, which may be larger than memory.
  ///
  /// @param to closed at the end
  /// @throws JacksonIOException if it cannot be written
  public static void object(Writer to, Consumer<JsonGenerator> fields) {
    write(new Escaping(to), fields);
  }

  private static void write(Writer to, Consumer<JsonGenerator> fields) {
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), to)) {
      json.writeStartObject();
      fields.accept(json);
      json.writeEndObject();
    }
  }

  /// Only strings hold surrogates, so that they can be looked for in the text as a whole.
  private static String escaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return escapedFrom(text, i);
      }
    }
    return text;
  }

  private static String escapedFrom(String text, int first) {
    var escaped = new StringBuilder(text.length() + 32).append(text, 0, first);
    text.substring(first).codePoints().forEach(c -> {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        escaped.append("\\u").append(HexFormat.of().toHexDigits((char) c));
      } else {
        escaped.appendCodePoint(c);
      }
    });
    return escaped.toString();
  }

  /// Escapes what passes through. The halves of a pair may come by two calls.
  private static final class Escaping extends FilterWriter {
    private String half = "";

    Escaping(Writer to) {
      super(to);
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
      write(new String(chars, from, length), 0, length);
    }

    @Override
    public void write(int c) throws IOException {
      write(String.valueOf((char) c), 0, 1);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      var all = half + text.substring(from, from + length);
      boolean endsInHalf =
          !all.isEmpty() && Character.isHighSurrogate(all.charAt(all.length() - 1));
      half = endsInHalf ? all.substring(all.length() - 1) : "";
      out.write(escaped(endsInHalf ? all.substring(0, all.length() - 1) : all));
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
