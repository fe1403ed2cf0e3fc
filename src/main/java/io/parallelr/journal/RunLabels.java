package io.parallelr.journal;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;

/// What its user calls a run.
///
/// @param name by which it is found, besides its id; need not be the only one of that name
/// @param tags in the order given
public record RunLabels(Optional<String> name, Map<String, String> tags) {
  public static final RunLabels NONE = new RunLabels(Optional.empty(), Map.of());

  private static final int LONGEST_NAME = 100;
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}._:+@-]*");
  private static final Pattern RESERVED = Pattern.compile("last|latest");

  public RunLabels {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /// Makes sure that a run can be found by a name.
  ///
  /// @throws IllegalArgumentException saying what is wrong with it
  public static String checkedName(String name) {
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "is longer than %d characters; choose a shorter name".formatted(LONGEST_NAME));
    }
    if (RESERVED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' stands for the newest run; choose another name".formatted(name));
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a name: use letters, digits and . _ - : + @, and begin with a letter, a digit "
              .formatted(name) + "or _");
    }
    return name;
  }

  /// Takes what an earlier run is called, where this has no name, or no tags.
  public RunLabels or(RunLabels earlier) {
    return new RunLabels(name.or(earlier::name), tags.isEmpty() ? earlier.tags : tags);
  }

  /// Whether it has a tag, `key=value`, or any with a key.
  public boolean has(String tag) {
    int equals = tag.indexOf('=');
    return equals < 0
        ? tags.containsKey(tag)
        : tag.substring(equals + 1).equals(tags.get(tag.substring(0, equals)));
  }

  /// Writes its fields into an object.
  public void write(JsonGenerator json) {
    JsonText.optional(json, "name", name);
    json.writeObjectPropertyStart("tags");
    tags.forEach(json::writeStringProperty);
    json.writeEndObject();
  }

  /// Reads them from the object that they were written into, or one without.
  public static RunLabels read(JsonObject object) {
    var tags = new LinkedHashMap<String, String>();
    object.object("tags")
        .ifPresent(t -> t.names().forEach(key -> t.text(key).ifPresent(v -> tags.put(key, v))));
    return new RunLabels(object.text("name"), tags);
  }
}
