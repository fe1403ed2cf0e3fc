package io.parallelr.flowfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Text with variables. They are located once, when the file is read; their values are never
/// searched for variables.
///
/// @param source as it was written
public record Text(String source, List<Part> parts) {
  private static final Pattern REFERENCE =
      Pattern.compile("@(?:(\\d+)_([A-Za-z_]+)|([A-Za-z_][A-Za-z0-9_]*))(:words)?@");

  /// A piece of it.
  public sealed interface Part {
    record Literal(String text) implements Part {}

    /// A variable.
    ///
    /// @param words whether its value is split at blanks, if the text is this variable alone
    record Variable(Reference reference, int offset, String source, boolean words)
        implements
          Part {}
  }

  public Text {
    parts = List.copyOf(parts);
  }

  public static Text of(String source) {
    var parts = new ArrayList<Part>();
    var matcher = REFERENCE.matcher(source);
    int from = 0;
    while (matcher.find()) {
      var reference = reference(matcher);
      if (reference.isPresent()) {
        if (matcher.start() > from) {
          parts.add(new Part.Literal(source.substring(from, matcher.start())));
        }
        parts.add(
            new Part.Variable(
                reference.get(),
                matcher.start(),
                matcher.group(),
                matcher.group(4) != null));
        from = matcher.end();
      }
    }
    if (from < source.length()) {
      parts.add(new Part.Literal(source.substring(from)));
    }
    return new Text(source, parts);
  }

  private static Optional<Reference> reference(Matcher matcher) {
    if (matcher.group(3) != null) {
      return Optional.of(
          matcher.group(3).equals("task")
              ? new Reference.Self()
              : new Reference.Global(matcher.group(3)));
    }
    var name = matcher.group(2).toUpperCase(Locale.ROOT);
    for (var field : Reference.Field.values()) {
      if (field.name().equals(name) && matcher.group(1).length() <= 9) {
        return Optional
            .of(new Reference.OfTask(Integer.parseInt(matcher.group(1)), field));
      }
    }
    return Optional.empty();
  }

  public boolean isEmpty() {
    return source.isEmpty();
  }

  /// The variables, in order.
  public List<Part.Variable> variables() {
    return parts.stream()
        .filter(Part.Variable.class::isInstance)
        .map(Part.Variable.class::cast)
        .toList();
  }

  public Stream<Reference> references() {
    return variables().stream().map(Part.Variable::reference);
  }

  /// The same with global variables replaced by their values, unless these depend on tasks.
  public Text known(Map<String, Text> globals) {
    if (variables().isEmpty()) {
      return this;
    }
    var written = new StringBuilder();
    var known = new ArrayList<Part>();
    for (var part : parts) {
      var value = value(part, globals);
      written.append(value.isPresent() ? value.get() : source(part));
      known.add(value.<Part>map(Part.Literal::new).orElse(part));
    }
    return new Text(written.toString(), known);
  }

  private static Optional<String> value(Part part, Map<String, Text> globals) {
    return part instanceof Part.Variable variable
        && variable.reference() instanceof Reference.Global(var name)
            ? Optional.ofNullable(globals.get(name))
                .map(text -> text.known(globals))
                .filter(text -> text.variables().isEmpty())
                .map(Text::source)
            : Optional.empty();
  }

  private static String source(Part part) {
    return switch (part) {
      case Part.Literal(var literal) -> literal;
      case Part.Variable variable -> variable.source();
    };
  }

  /// A text in which nothing is a variable.
  static Text literal(String text) {
    return new Text(text, text.isEmpty() ? List.of() : List.of(new Part.Literal(text)));
  }

  /// The same with each part that is not a variable replaced.
  public Text withLiterals(UnaryOperator<String> other) {
    return new Text(
        source,
        parts.stream()
            .map(
                part -> part instanceof Part.Literal(var text)
                    ? new Part.Literal(other.apply(text))
                    : part)
            .toList());
  }

  /// The same, with its source, as if each part that is not a variable had been
  /// written differently.
  Text rewritten(UnaryOperator<String> other) {
    var rewritten = withLiterals(other);
    var written = new StringBuilder();
    for (var part : rewritten.parts()) {
      written.append(source(part));
    }
    return new Text(written.toString(), rewritten.parts());
  }

  /// The words with all variables replaced: one, unless this is a variable with `:words`.
  ///
  /// @throws UnresolvedException naming the first variable without a value
  public List<String> resolveWords(Function<Reference, Optional<String>> values)
      throws UnresolvedException {
    var text = resolve(values);
    boolean splits = parts.size() == 1
        && parts.getFirst() instanceof Part.Variable variable && variable.words();
    if (!splits) {
      return List.of(text);
    }
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
  }

  /// The text with all variables replaced.
  ///
  /// @param values of variables; empty for a variable without a value
  /// @throws UnresolvedException naming the first variable without a value
  public String resolve(Function<Reference, Optional<String>> values) throws UnresolvedException {
    var text = new StringBuilder();
    for (var part : parts) {
      switch (part) {
        case Part.Literal(var literal) -> text.append(literal);
        case Part.Variable(var reference, _, var written, _) -> text.append(
            values.apply(reference).orElseThrow(() -> new UnresolvedException(written)));
      }
    }
    return text.toString();
  }

  /// A variable without a value.
  public static final class UnresolvedException extends Exception {
    private static final long serialVersionUID = 1;

    UnresolvedException(String variable) {
      super(variable + " has no value: that task has not run, or is not defined");
    }
  }
}
