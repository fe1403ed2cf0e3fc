package io.parallelr.psr;

import io.parallelr.task.Spelling;
import io.parallelr.task.Status;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What lines must meet to be taken: `status=FAILED`, `duration_seconds>=2.5`, `task~import`.
///
/// Two numbers are compared as numbers, all else as text. A field that is absent or null is an empty
/// text.
///
/// @param value what the field is compared with
public record Filter(Field field, Operator operator, String value) {
  private static final Pattern FORM =
      Pattern.compile("([^=!<>~]+)(!=|>=|<=|!~|=|>|<|~)(.*)", Pattern.DOTALL);

  /// How it is compared.
  public enum Operator {
    EQUAL("="), NOT_EQUAL("!="), ABOVE(">"), AT_LEAST(">="), BELOW("<"), AT_MOST("<="),
    /// The field has the text in it, in capitals or small letters.
    CONTAINS("~"), CONTAINS_NOT("!~");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }
  }

  /// Takes one from a text.
  ///
  /// @throws IllegalArgumentException if it is not one; the message says how it would be right
  public static Filter of(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "%s is not a filter; give FIELD, one of = != < <= > >= ~ !~, and a value: status=FAILED"
              .formatted(text));
    }
    var operator = Stream.of(Operator.values())
        .filter(o -> o.sign.equals(form.group(2)))
        .findFirst()
        .orElseThrow();
    var filter = new Filter(Field.of(form.group(1)), operator, form.group(3).strip());
    filter.checkStatus();
    return filter;
  }

  /// A status that is misspelt would be found nowhere.
  private void checkStatus() {
    boolean isEquality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    if (!isEquality || !field.path().equals(List.of("status")) || value.isEmpty()) {
      return;
    }
    var names = Stream.of(Status.values()).map(Enum::name).toList();
    if (names.stream().noneMatch(value::equalsIgnoreCase)) {
      throw new IllegalArgumentException(
          "status %s is unknown; %s".formatted(
              value,
              Spelling.nearest(value, names)
                  .map("did you mean %s?"::formatted)
                  .orElseGet(() -> "there are " + String.join(", ", names))));
    }
  }

  /// Whether a line meets it.
  boolean takes(Map<String, @Nullable Object> line) {
    var text = Field.text(field.value(line));
    return switch (operator) {
      case EQUAL -> equal(text);
      case NOT_EQUAL -> !equal(text);
      case ABOVE -> !text.isEmpty() && compared(text) > 0;
      case AT_LEAST -> !text.isEmpty() && compared(text) >= 0;
      case BELOW -> !text.isEmpty() && compared(text) < 0;
      case AT_MOST -> !text.isEmpty() && compared(text) <= 0;
      case CONTAINS -> lowered(text).contains(lowered(value));
      case CONTAINS_NOT -> !lowered(text).contains(lowered(value));
    };
  }

  /// A status is written in capitals, but not everywhere.
  private boolean equal(String text) {
    return field.name().equals("status")
        ? text.equalsIgnoreCase(value)
        : text.equals(value) || (isNumbers(text) && compared(text) == 0);
  }

  private boolean isNumbers(String text) {
    return number(text).isPresent() && number(value).isPresent();
  }

  private int compared(String text) {
    return number(text)
        .flatMap(a -> number(value).map(a::compareTo))
        .orElseGet(() -> text.compareTo(value));
  }

  /// Not one that would take all memory to be compared.
  private static Optional<BigDecimal> number(String text) {
    if (text.isEmpty() || text.length() > 40 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String lowered(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
