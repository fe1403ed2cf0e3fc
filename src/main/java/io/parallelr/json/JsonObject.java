package io.parallelr.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// A JSON object that was read. A field that is missing, null or of another type is absent.
public final class JsonObject {
  /// One without fields.
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  private final Map<String, Object> fields;

  private JsonObject(Map<String, Object> fields) {
    this.fields = fields;
  }

  /// Reads a text that is one object.
  ///
  /// @throws IOException if it is not
  public static JsonObject parse(String text) throws IOException {
    try (var json = JsonText.JSON.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      var read = object(json);
      if (json.nextToken() != null) {
        throw new IOException("more than one JSON object");
      }
      return read;
    } catch (JacksonException e) {
      throw new IOException("not JSON: " + problem(e), e);
    }
  }

  /// The first line of the library's message, without what it says of itself.
  static String problem(JacksonException e) {
    var message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    int rest = message.indexOf(": was expecting");
    var shown = rest < 0 ? message : message.substring(0, rest);
    var place = e.getLocation();
    return place == null || place.getColumnNr() < 1
        ? shown
        : "%s (column %d)".formatted(shown, place.getColumnNr());
  }

  /// Reads some fields of a text that is one object; the others are looked at, but not kept.
  ///
  /// @param text in UTF-8
  /// @param from where the object begins in it
  /// @param wanted the names of the fields
  /// @throws IOException if it is not one
  public static JsonObject parse(byte[] text, int from, int length, Set<String> wanted)
      throws IOException {
    try (var json = JsonText.JSON.createParser(ObjectReadContext.empty(), text, from, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      var fields = new LinkedHashMap<String, Object>();
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        var name = json.currentName();
        var token = json.nextToken();
        if (wanted.contains(name)) {
          value(json, token).ifPresent(v -> fields.put(name, v));
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("more than one JSON object");
      }
      return new JsonObject(fields);
    } catch (JacksonException e) {
      throw new IOException("not JSON: " + problem(e), e);
    }
  }

  /// Makes sure that no newer version has written it, which may say more than this one can tell.
  ///
  /// @param known the latest `schema_version` that can be read
  /// @throws IOException if it has a later one
  public void requireSchema(int known) throws IOException {
    long version = number("schema_version").orElse(0L);
    if (version > known) {
      throw new IOException(
          ("was written by a newer parallelr: its schema version is %d, and this one reads up to %d; "
              + "use the version that wrote it, or a later one").formatted(version, known));
    }
  }

  /// The same with further fields, or with others in place of its own.
  ///
  /// @param more texts, numbers and truth values
  public JsonObject with(Map<String, ?> more) {
    var all = new LinkedHashMap<String, Object>(fields);
    more.forEach(
        (name, value) -> all.put(name, value instanceof Integer i ? i.longValue() : value));
    return new JsonObject(all);
  }

  /// The names of its fields, in their order.
  public List<String> names() {
    return List.copyOf(fields.keySet());
  }

  public Optional<String> text(String name) {
    return value(name, String.class);
  }

  public Optional<Long> number(String name) {
    return value(name, Number.class).map(Number::longValue);
  }

  public Optional<Double> decimal(String name) {
    return value(name, Number.class).map(Number::doubleValue);
  }

  public boolean flag(String name) {
    return value(name, Boolean.class).orElse(false);
  }

  /// A truth value that may be absent.
  public Optional<Boolean> truth(String name) {
    return value(name, Boolean.class);
  }

  /// An object inside this one.
  public Optional<JsonObject> object(String name) {
    return value(name, JsonObject.class);
  }

  /// The strings of an array; none if it is absent.
  public List<String> texts(String name) {
    return value(name, List.class).map(JsonObject::strings).orElse(List.of());
  }

  /// The whole numbers of an array; none if it is absent.
  public List<Long> numbers(String name) {
    return value(name, List.class).map(JsonObject::longs).orElse(List.of());
  }

  private static List<Long> longs(List<?> values) {
    return values.stream().filter(Long.class::isInstance).map(Long.class::cast).toList();
  }

  /// The objects of an array; none if it is absent.
  public List<JsonObject> objects(String name) {
    return value(name, List.class).map(JsonObject::objects).orElse(List.of());
  }

  private static List<JsonObject> objects(List<?> values) {
    return values.stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }

  private static List<String> strings(List<?> values) {
    return values.stream()
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .toList();
  }

  private <T> Optional<T> value(String name, Class<T> type) {
    return Optional.ofNullable(fields.get(name)).filter(type::isInstance).map(type::cast);
  }

  private static JsonObject object(JsonParser json) {
    var fields = new LinkedHashMap<String, Object>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      var name = json.currentName();
      value(json, json.nextToken()).ifPresent(v -> fields.put(name, v));
    }
    return new JsonObject(fields);
  }

  private static List<Object> array(JsonParser json) {
    var values = new ArrayList<Object>();
    for (var token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
      value(json, token).ifPresent(values::add);
    }
    return values;
  }

  private static Optional<Object> value(JsonParser json, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> Optional.of(object(json));
      case START_ARRAY -> Optional.of(array(json));
      case VALUE_STRING -> Optional.of(json.getString());
      case VALUE_NUMBER_INT -> Optional.of(json.getLongValue());
      case VALUE_NUMBER_FLOAT -> Optional.of(json.getDoubleValue());
      case VALUE_TRUE -> Optional.of(true);
      case VALUE_FALSE -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
