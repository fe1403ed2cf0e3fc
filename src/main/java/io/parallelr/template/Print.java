package io.parallelr.template;

/// Prints values without a format.
final class Print {
  private Print() {}

  /// Prints what an action prints.
  static void shown(Value value, Output output) throws TemplateException {
    if (value instanceof Value.Nil) {
      output.append("<no value>");
    } else {
      plain(value, output);
    }
  }

  private static void plain(Value value, Output output) throws TemplateException {
    new Verbs(output, new Flags()).print(value, 'v');
  }

  /// Go's `Sprint`: spaces only between two values that are not strings.
  static String print(Call call) throws TemplateException {
    var output = call.output();
    boolean spaces = false;
    for (var value : call.arguments()) {
      boolean isText = value instanceof Value.Text;
      if (spaces && !isText) {
        output.append(' ');
      }
      plain(value, output);
      spaces = !isText;
    }
    return output.toString();
  }

  /// Go's `Sprintln`: spaces between all values.
  static String println(Call call) throws TemplateException {
    var output = call.output();
    boolean first = true;
    for (var value : call.arguments()) {
      output.append(first ? "" : " ");
      plain(value, output);
      first = false;
    }
    return output.append('\n').toString();
  }

  /// The text of the arguments as the escaping functions take it: a null is `<no value>` in it.
  static String joined(Call call) throws TemplateException {
    var output = call.output();
    boolean spaces = false;
    for (var value : call.arguments()) {
      boolean isText = value instanceof Value.Text || value instanceof Value.Nil;
      if (spaces && !isText) {
        output.append(' ');
      }
      shown(value, output);
      spaces = !isText;
    }
    return output.toString();
  }
}
