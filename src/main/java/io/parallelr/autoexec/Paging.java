package io.parallelr.autoexec;

import io.parallelr.http.Exchange;
import io.parallelr.json.JsonValues;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which part of a list a client wants to see. Numbers out of range stand for the nearest in range.
///
/// @param page from 1
/// @param size how many are on a page, from 1 to 500
/// @param prefix with which names begin
record Paging(int page, int size, String prefix) {
  private static final int USUAL = 15;
  private static final int MOST = 500;

  Paging {
    page = Math.clamp(page, 1, Integer.MAX_VALUE / MOST);
    size = size <= 0 ? USUAL : Math.min(size, MOST);
  }

  /// What a query says, in both spellings of the names.
  static Paging of(Exchange exchange) throws RefusedException {
    return new Paging(
        number(exchange, "page", 1),
        number(exchange, "size", USUAL),
        query(exchange, "prefix").orElse(""));
  }

  private static Optional<String> query(Exchange exchange, String name) {
    return exchange.query(name)
        .or(() -> exchange.query(Character.toUpperCase(name.charAt(0)) + name.substring(1)));
  }

  private static int number(Exchange exchange, String name, int otherwise)
      throws RefusedException {
    var text = query(exchange, name);
    if (text.isEmpty() || text.get().isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("-?[0-9]+")) {
      throw new RefusedException(
          Reply.FAILED,
          "%s is not a whole number: %s".formatted(name, text.get()));
    }
    return nearest(Double.parseDouble(text.get()));
  }

  /// What a message on a web socket says; what it leaves out is as it was.
  Paging with(String message) throws RefusedException {
    try {
      var fields = JsonValues.object(message);
      return new Paging(
          fields.get("page") instanceof Number n ? nearest(n) : page,
          fields.get("size") instanceof Number n ? nearest(n) : size,
          fields.get("prefix") instanceof String text ? text : prefix);
    } catch (IOException e) {
      throw new RefusedException(Reply.FAILED, Reason.of(e));
    }
  }

  private static int nearest(Number number) {
    return (int) number.doubleValue(); // which does not wrap around
  }

  int skip() {
    return (page - 1) * size;
  }

  /// What an answer says about the list.
  ///
  /// @param count how many there are on all pages
  Map<String, @Nullable Object> json(int count) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("current", page);
    fields.put("size", size);
    fields.put("total", Math.ceilDiv(count, size));
    return fields;
  }
}
