package io.parallelr.prunner;

import io.parallelr.json.JsonValues;
import io.parallelr.task.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client sends to start a job: a JSON object, of which other fields and what follows it are
/// ignored, as by the original.
///
/// @param pipeline empty if it is not given
/// @param partition empty if it is not given
record ScheduleBody(String pipeline, Map<String, @Nullable Object> variables, String partition) {

  /// Something that cannot be understood; the message says what.
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  static ScheduleBody parse(byte[] body) throws MalformedException {
    var value = value(body);
    if (value != null && !(value instanceof Map)) {
      throw new MalformedException("the body is not a JSON object");
    }
    var fields = new LinkedHashMap<String, @Nullable Object>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, one) -> fields.put(String.valueOf(name).toLowerCase(Locale.ROOT), one));
    }
    return new ScheduleBody(
        text(fields, "pipeline"),
        variables(fields.get("variables")),
        text(fields, "queuePartition"));
  }

  private static @Nullable Object value(byte[] body) throws MalformedException {
    try {
      return JsonValues.first(body);
    } catch (EOFException e) {
      throw new MalformedException("EOF");
    } catch (IOException e) {
      throw new MalformedException(Reason.of(e));
    }
  }

  private static String text(Map<String, @Nullable Object> fields, String name)
      throws MalformedException {
    return switch (fields.get(name.toLowerCase(Locale.ROOT))) {
      case null -> "";
      case String text -> text;
      default -> throw new MalformedException("%s is not a string".formatted(name));
    };
  }

  private static Map<String, @Nullable Object> variables(@Nullable Object value)
      throws MalformedException {
    var variables = new LinkedHashMap<String, @Nullable Object>();
    switch (value) {
      case null -> {
        // none
      }
      case Map<?, ?> map -> map.forEach((name, one) -> variables.put(String.valueOf(name), one));
      default -> throw new MalformedException("variables is not an object");
    }
    return variables;
  }
}
