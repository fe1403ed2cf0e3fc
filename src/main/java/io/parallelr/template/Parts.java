package io.parallelr.template;

import java.util.List;

/// The functions `len`, `index` and `slice`.
final class Parts {
  private Parts() {}

  static Value length(Call call) throws TemplateException {
    return Value.of(switch (call.first()) {
      case Value.Text(var text) -> Utf8.length(text);
      case Value.Sequence(var items) -> items.size();
      case Value.Mapping(var entries) -> entries.size();
      default -> throw call.fail(call.first().kind() + " has no length");
    });
  }

  static Value index(Call call) throws TemplateException {
    var value = call.first();
    for (var index : call.rest()) {
      value = element(call, value, index);
    }
    return value;
  }

  private static Value element(Call call, Value value, Value index) throws TemplateException {
    return switch (value) {
      case Value.Sequence items -> items.get(call.index(index, items.items().size() - 1));
      case Value.Mapping entries when index instanceof Value.Text(var key) ->
        entries.get(key).orElse(new Value.Nil());
      case Value.Mapping _ -> throw call.fail(index.kind() + " is not a key: keys are strings");
      case Value.Text(var text) -> {
        call.meter().spend(call.offset(), text.length());
        var bytes = Utf8.bytes(text);
        yield Value.of(bytes[call.index(index, bytes.length - 1)] & 0xff);
      }
      default -> throw call.fail(value.kind() + " has no elements");
    };
  }

  static Value slice(Call call) throws TemplateException {
    var value = call.first();
    return switch (value) {
      case Value.Sequence(var items) -> {
        var bounds = bounds(call, items.size());
        yield new Value.Sequence(items.subList(bounds.from(), bounds.to()));
      }
      case Value.Text(var text) -> {
        if (call.arguments().size() > 3) {
          throw call.fail("a string has no third index");
        }
        var bounds = bounds(call, Utf8.length(text));
        yield new Value.Text(text.substring(
            boundary(call, text, bounds.from()),
            boundary(call, text, bounds.to())));
      }
      default -> throw call.fail(value.kind() + " cannot be sliced");
    };
  }

  private record Bounds(int from, int to) {}

  private static Bounds bounds(Call call, int size) throws TemplateException {
    List<Value> given = call.rest();
    int from = given.isEmpty() ? 0 : call.index(given.getFirst(), size);
    int to = given.size() < 2 ? size : call.index(given.get(1), size);
    int capacity = given.size() < 3 ? size : call.index(given.get(2), size);
    if (from > to || to > capacity) {
      throw call.fail("the indexes " + from + ", " + to
          + (given.size() < 3 ? "" : ", " + capacity) + " are not in ascending order");
    }
    return new Bounds(from, to);
  }

  private static int boundary(Call call, String text, int position) throws TemplateException {
    return Utf8.index(text, position)
        .orElseThrow(() -> call.fail("index " + position + " is inside of a character"));
  }
}
