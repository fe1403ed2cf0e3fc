package io.parallelr.template;

import io.parallelr.template.Parser.Parsed;
import java.util.Map;

/// A parsed template, in the language of Go's `text/template` with the option `missingkey=error`.
/// Immutable; any number of threads may render it at the same time.
///
/// It has the actions and functions that Go documents in
/// [text/template](https://pkg.go.dev/text/template), and formats as Go's
/// [fmt](https://pkg.go.dev/fmt) does. It differs from them in this:
///
/// - Integers and numbers with a fraction compare with each other, and integers can be printed by
///   `%e`, `%f` and `%g`. Data that was read from JSON has only the latter in Go.
/// - Numbers are printed in full, never with an exponent unless `%e` or `%g` asks for one. Integers
///   may have any size.
/// - `default D V` gives `D` if `V` is `false` or an empty string, list or map, else `V`.
/// - `quote V` gives the text of `V` as one word of a POSIX shell.
/// - `call` is always an error, as data has no functions.
/// - A variable that is not defined where it is assigned is found when the template is parsed.
///
/// Strings are measured and cut in bytes of UTF-8 by `len`, `index` and `slice`, as in Go.
///
/// Templates are not trusted. One that is longer than 1,048,576 characters, that makes a text of
/// more than 4,194,304, that is nested too deeply (100 levels as written, 250 with the templates it
/// calls, 100 lists and maps inside each other), or that does more than 20 million steps of work
/// ends with an error.
public final class Template {
  private final Source source;
  private final Limits limits;
  private final Parsed parsed;

  private Template(Source source, Limits limits, Parsed parsed) {
    this.source = source;
    this.limits = limits;
    this.parsed = parsed;
  }

  /// Parses a template.
  ///
  /// @throws TemplateException if the syntax is wrong, or a function or variable is not defined
  public static Template parse(String text) throws TemplateException {
    return parse(text, Limits.DEFAULT);
  }

  static Template parse(String text, Limits limits) throws TemplateException {
    var source = new Source(text);
    return new Template(source, limits, Parser.parse(source, limits));
  }

  /// Renders the template.
  ///
  /// Data consists of strings, booleans, numbers, null, and lists and maps of these; any other
  /// object counts as the string that its `toString` returns. Nothing of it is changed, and it must
  /// not change during the call.
  ///
  /// @param data what `.` and `$` are
  /// @return the text, which is complete: an error leaves nothing behind
  /// @throws TemplateException if a key is missing, a value has the wrong type, or a limit
  ///   is exceeded
  public String render(Map<String, ?> data) throws TemplateException {
    return new Renderer(parsed, new Meter(source, limits)).render(Value.of(data));
  }
}
