package io.parallelr.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/// JSON values of any kind as those of Java: strings, truth values, null, lists, maps in the order
/// of the text, `Long` and `BigInteger` for whole numbers, and `Double` for the others.
public final class JsonValues {
  private JsonValues() {}

  /// Reads a text that is one object.
  ///
  /// @throws IOException if it is not; the message says why
  public static Map<String, @Nullable Object> object(String text) throws IOException {
    try (var json = JsonText.JSON.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      var read = readObject(json, JsonValues::number);
      if (json.nextToken() != null) {
        throw new IOException("more than one JSON object");
      }
      return read;
    } catch (JacksonException e) {
      throw new IOException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// Reads some fields of a text that is one object; the others are looked at, but not kept.
  ///
  /// @param text in UTF-8
  /// @param wanted the names of the fields; all of them if it is empty
  /// @throws IOException if it is not one; the message says why
  public static Map<String, @Nullable Object> fields(
      byte[] text,
      int from,
      int length,
      Set<String> wanted)
      throws IOException {
    try (var json = JsonText.JSON.createParser(ObjectReadContext.empty(), text, from, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      var fields = new LinkedHashMap<String, @Nullable Object>();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        var name = json.currentName();
        var _ = json.nextToken();
        if (wanted.isEmpty() || wanted.contains(name)) {
          fields.put(name, read(json));
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("more than one JSON object");
      }
      return Collections.unmodifiableMap(fields);
    } catch (UnexpectedEndOfInputException e) {
      throw new IOException("not a whole JSON object", e);
    } catch (JacksonException e) {
      throw new IOException("not JSON: " + JsonObject.problem(e), e);
    }
  }

  /// Reads the first value of a text; what follows is not looked at.
  ///
  /// @param text in UTF-8
  /// @throws EOFException if there is nothing
  /// @throws IOException if it is not JSON; the message says why
  public static @Nullable Object first(byte[] text) throws IOException {
    return first(text, JsonValues::number);
  }

  /// Reads the first value of a text, with each number as a [Written].
  ///
  /// @param text in UTF-8
  /// @throws EOFException if there is nothing
  /// @throws IOException if it is not JSON; the message says why
  public static @Nullable Object firstAsWritten(byte[] text) throws IOException {
    return first(text, json -> new Written(json.getString()));
  }

  /// A number as it is written, such as `1.10`; [#write(JsonGenerator, Object)] writes it so.
  record Written(String number) {}

  private static @Nullable Object first(byte[] text, Function<JsonParser, Object> numbers)
      throws IOException {
    try (var json = JsonText.JSON.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() == null) {
        throw new EOFException();
      }
      return read(json, numbers);
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  /// Reads the value that a parser has come to.
  public static @Nullable Object read(JsonParser json) {
    return read(json, JsonValues::number);
  }

  private static @Nullable Object read(JsonParser json, Function<JsonParser, Object> numbers) {
    return switch (json.currentToken()) {
      case START_OBJECT -> readObject(json, numbers);
      case START_ARRAY -> array(json, numbers);
      case VALUE_STRING -> json.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numbers.apply(json);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Object number(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      return json.getDoubleValue();
    }
    return switch (json.getNumberType()) {
      case BIG_INTEGER -> json.getBigIntegerValue();
      default -> json.getLongValue();
    };
  }

  private static Map<String, @Nullable Object> readObject(
      JsonParser json,
      Function<JsonParser, Object> numbers) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = json.currentName();
      var _ = json.nextToken();
      fields.put(name, read(json, numbers));
    }
    return Collections.unmodifiableMap(fields);
  }

  private static List<@Nullable Object> array(
      JsonParser json,
      Function<JsonParser, Object> numbers) {
    var values = new ArrayList<@Nullable Object>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      values.add(read(json, numbers));
    }
    return Collections.unmodifiableList(values);
  }

  /// Writes a value.
  ///
  /// @param value of the kinds that are read
  public static void write(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, one) -> {
          json.writeName(String.valueOf(name));
          write(json, one);
        });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(one -> write(json, one));
        json.writeEndArray();
      }
      case Boolean is -> json.writeBoolean(is);
      case Written(var number) -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Number number -> json.writeNumber(number.longValue());
      default -> json.writeString(value.toString());
    }
  }

  /// The text of a value.
  ///
  /// @param value of the kinds that are read
  public static String text(@Nullable Object value) {
    var bytes = new ByteArrayOutputStream();
    try (var json = JsonText.JSON.createGenerator(
        ObjectWriteContext.empty(),
        new Utf8Writer(bytes))) {
      write(json, value);
    }
    return bytes.toString(UTF_8);
  }
}
