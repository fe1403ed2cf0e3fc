package io.parallelr.template;

import java.util.Map;

/// The functions of templates, by their names.
final class Functions {
  private static final int ANY = Integer.MAX_VALUE;

  /// A function with the numbers of its arguments.
  ///
  /// @param shortcut whether it is the result of an argument that ends the evaluation
  record Function(int least, int most, Shortcut shortcut, Body body) {
    Value apply(Call call) throws TemplateException {
      return body.apply(call);
    }

    /// Whether the arguments after this value are not evaluated, as it is the result.
    boolean stopsAt(Value value) {
      return switch (shortcut) {
        case NONE -> false;
        case TRUE -> value.isTrue();
        case FALSE -> !value.isTrue();
      };
    }

    /// How many arguments it takes, for messages.
    String arity() {
      if (most == ANY) {
        return least + " or more arguments";
      }
      return (least == most ? "" : least + " to ") + most
          + (most == 1 ? " argument" : " arguments");
    }
  }

  enum Shortcut {
    NONE, TRUE, FALSE
  }

  @FunctionalInterface
  interface Body {
    Value apply(Call call) throws TemplateException;
  }

  @FunctionalInterface
  private interface Text {
    String of(Call call) throws TemplateException;
  }

  @FunctionalInterface
  private interface Claim {
    boolean of(Call call) throws TemplateException;
  }

  private static final Map<String, Function> ALL = Map.ofEntries(
      Map.entry("and",
          new Function(1, ANY, Shortcut.FALSE, call -> call.arguments().getLast())),
      Map.entry("or",
          new Function(1, ANY, Shortcut.TRUE, call -> call.arguments().getLast())),
      claim("not", 1, 1, call -> !call.first().isTrue()),
      claim("eq", 2, ANY, Comparisons::equalsAny),
      claim("ne", 2, 2, call -> !Comparisons.equalsAny(call)),
      claim("lt", 2, 2, Comparisons::isLess),
      claim("le", 2, 2, Comparisons::isLessOrEqual),
      claim("gt", 2, 2, call -> !Comparisons.isLessOrEqual(call)),
      claim("ge", 2, 2, call -> !Comparisons.isLess(call)),
      entry("len", 1, 1, Parts::length),
      entry("index", 1, ANY, Parts::index),
      entry("slice", 1, 4, Parts::slice),
      text("print", 0, ANY, Print::print),
      text("println", 0, ANY, Print::println),
      text("printf", 1, ANY, Printf::printf),
      text("html", 0, ANY, Escapes::html),
      text("js", 0, ANY, Escapes::js),
      text("urlquery", 0, ANY, Escapes::urlquery),
      text("quote", 1, 1, Escapes::quote),
      entry("default", 2, 2, Functions::orDefault),
      entry("call", 0, ANY, Functions::refuse));

  private Functions() {}

  private static Map.Entry<String, Function> entry(String name, int least, int most, Body body) {
    return Map.entry(name, new Function(least, most, Shortcut.NONE, body));
  }

  private static Map.Entry<String, Function> text(String name, int least, int most, Text text) {
    return entry(name, least, most, call -> new Value.Text(text.of(call)));
  }

  private static Map.Entry<String, Function> claim(String name, int least, int most, Claim claim) {
    return entry(name, least, most, call -> new Value.Bool(claim.of(call)));
  }

  static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  /// The function of that name.
  ///
  /// @throws IllegalArgumentException if there is none, which parsing excludes
  static Function get(String name) {
    var function = ALL.get(name);
    if (function == null) {
      throw new IllegalArgumentException(name);
    }
    return function;
  }

  private static Value orDefault(Call call) {
    var value = call.arguments().get(1);
    return switch (value) {
      case Value.Nil _,Value.Int _,Value.Real _ -> value;
      default -> value.isTrue() ? value : call.first();
    };
  }

  private static Value refuse(Call call) throws TemplateException {
    throw call.fail("data has no functions that could be called");
  }
}
