package io.parallelr.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What values a key may have.
sealed interface Kind {

  /// A whole number in a range.
  record WholeNumber(int min, int max) implements Kind {}

  /// A number in a range.
  record Ratio(double min, double max) implements Kind {}

  /// A length of time in a range; plain numbers are seconds. With `off` allowed there may be none.
  record Seconds(BigDecimal min, BigDecimal max, boolean orOff) implements Kind {}

  /// A number of bytes that is at least 1; with `none` allowed it is 0.
  ///
  /// @param min smallest size that can be meant; a smaller one is a number whose unit was forgotten
  record Size(long min, boolean orNone) implements Kind {}

  /// On or off.
  record Switch() implements Kind {}

  /// One of some words, in any case; a second list gives each its meaning.
  record Choice(List<String> words, List<String> meanings) implements Kind {}

  /// Any text but a blank one.
  record Words() implements Kind {}

  /// A pattern of [DateTimeFormatter].
  ///
  /// @param known one that needs no trial, which would take longer than all the rest
  record DateFormat(String known) implements Kind {}

  /// A section for each execution type.
  record TypeSections() implements Kind {}

  /// A value that fits its kind.
  sealed interface Value {
    record Whole(int number) implements Value {}

    record Fraction(double number) implements Value {}

    record Time(Duration duration) implements Value {}

    /// Instead of a time: there is none.
    record Off() implements Value {}

    record Bytes(long count) implements Value {}

    record Flag(boolean on) implements Value {}

    record Text(String text) implements Value {}

    record Types(Map<String, Settings.ExecutionType> types) implements Value {
      public Types {
        types = Collections.unmodifiableMap(new TreeMap<>(types));
      }

      /// With others, which are put in the place of those of the same name.
      Types with(Types others) {
        var all = new TreeMap<>(types);
        all.putAll(others.types);
        return new Types(all);
      }
    }

    /// As `--show-config` shows it.
    default String show() {
      return switch (this) {
        case Whole(var n) -> Integer.toString(n);
        case Fraction(var n) -> Double.toString(n);
        case Time(var d) -> plain(seconds(d)) + " s";
        case Off() -> "off";
        case Bytes(var n) -> n == 0 ? "none" : n + " bytes";
        case Flag(var on) -> Boolean.toString(on);
        case Text(var text) -> text;
        case Types(var types) -> types.isEmpty() ? "none" : String.join(", ", types.keySet());
      };
    }
  }

  /// A value that does not fit; the message says what would.
  final class MisfitException extends Exception {
    private static final long serialVersionUID = 1;

    MisfitException(String message) {
      super(message);
    }
  }

  /// What fits, in words.
  default String expected() {
    return switch (this) {
      case WholeNumber(var min, var max) -> max == Integer.MAX_VALUE
          ? "a whole number of at least " + min
          : "a whole number from %d to %d".formatted(min, max);
      case Ratio(var min, var max) -> "a number from %s to %s".formatted(
          plain(BigDecimal.valueOf(min)),
          plain(BigDecimal.valueOf(max)));
      case Seconds(var min, var max, var orOff) ->
        "a time from %s to %s seconds, such as 1.5 or \"2 min\"%s"
            .formatted(plain(min), plain(max), orOff ? ", or off" : "");
      case Size(var min, var orNone) ->
        "a size of at least %d bytes, such as 1048576 or \"10 MB\"%s"
            .formatted(min, orNone ? ", or none" : "");
      case Switch() -> "true or false";
      case Choice(var words, _) -> "one of " + String.join(", ", words);
      case Words() -> "text that is more than blanks";
      case DateFormat _ -> "a date format of Java, without quotation marks, such as "
          + "yyyy-MM-dd HH:mm:ss";
      case TypeSections() -> "a section for each execution type: NAME { command = \"…\" }";
    };
  }

  /// Reads a value.
  ///
  /// @throws MisfitException if it does not fit
  default Value read(ConfigValue value) throws MisfitException {
    if (this instanceof TypeSections && value instanceof ConfigObject types) {
      return TypesReader.read(types);
    }
    var raw = value.unwrapped();
    if (raw instanceof Map || raw instanceof List || raw == null) {
      throw misfit(value);
    }
    var text = String.valueOf(raw).strip();
    try {
      return switch (this) {
        case WholeNumber(var min, var max) -> {
          long number = new BigDecimal(text).longValueExact();
          if (number > Integer.MAX_VALUE) {
            throw new MisfitException(
                "is '%s', more than the %d that are possible".formatted(text, Integer.MAX_VALUE));
          }
          inRange(number >= min && number <= max, number, value);
          yield new Value.Whole((int) number);
        }
        case Ratio(var min, var max) -> {
          double number = Double.parseDouble(text);
          yield new Value.Fraction(inRange(number >= min && number <= max, number, value));
        }
        case Seconds(var min, var max, var orOff) -> {
          if (orOff && text.equalsIgnoreCase("off")) {
            yield new Value.Off();
          }
          var seconds = isNumber(text)
              ? new BigDecimal(text)
              : seconds(ConfigFactory.parseMap(Map.of("it", withUnit(text))).getDuration("it"));
          boolean fits = seconds.compareTo(min) >= 0 && seconds.compareTo(max) <= 0;
          yield new Value.Time(duration(inRange(fits, seconds, value)));
        }
        case Size(var min, var orNone) -> {
          if (orNone && text.equalsIgnoreCase("none")) {
            yield new Value.Bytes(0);
          }
          long bytes = isNumber(text)
              ? new BigDecimal(text).longValueExact()
              : ConfigFactory.parseMap(Map.of("it", text)).getBytes("it");
          yield new Value.Bytes(inRange(bytes >= min, bytes, value));
        }
        case Switch() -> switch (text.toLowerCase(Locale.ROOT)) {
          case "true", "yes", "on" -> new Value.Flag(true);
          case "false", "no", "off" -> new Value.Flag(false);
          default -> throw misfit(value);
        };
        case Choice(var words, var meanings) -> {
          int index = words.stream()
              .map(w -> w.toUpperCase(Locale.ROOT))
              .toList()
              .indexOf(text.toUpperCase(Locale.ROOT));
          yield new Value.Text(meanings.get(inRange(index >= 0, index, value)));
        }
        case Words() -> new Value.Text(inRange(!text.isEmpty(), String.valueOf(raw), value));
        case TypeSections() -> throw misfit(value);
        case DateFormat(var known) -> new Value.Text(
            inRange(text.equals(known) || isDateFormat(text), text, value));
      };
    } catch (ArithmeticException | IllegalArgumentException | DateTimeException
        | ConfigException e) {
      throw misfit(value);
    }
  }

  private static boolean isDateFormat(String text) {
    var sample = DateTimeFormatter.ofPattern(text, Locale.ROOT)
        .format(Instant.EPOCH.atZone(ZoneOffset.UTC));
    return !sample.isBlank() && text.indexOf('"') < 0;
  }

  private <T> T inRange(boolean fits, T number, ConfigValue value) throws MisfitException {
    if (!fits) {
      throw misfit(value);
    }
    return number;
  }

  private MisfitException misfit(ConfigValue value) {
    var raw = value.unwrapped();
    var shown = raw instanceof Map ? "a section" : raw instanceof List ? "a list" : "'" + raw + "'";
    return new MisfitException("is %s, not %s".formatted(shown, expected()));
  }

  /// The library knows `m` and `minutes`, but not the unit's proper abbreviation.
  private static String withUnit(String text) {
    return text.endsWith("min") ? text.substring(0, text.length() - 2) : text;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> "+-.0123456789eE".indexOf(c) >= 0);
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds())
        .add(BigDecimal.valueOf(duration.getNano(), 9));
  }

  private static Duration duration(BigDecimal seconds) {
    return Duration.ofNanos(seconds.movePointRight(9).longValue());
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
