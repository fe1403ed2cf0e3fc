package io.parallelr.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
import java.util.function.IntSupplier;

/// What values a key may have.
sealed interface Kind {
  String AUTO = "auto";
  String OFF = "off";
  String NONE = "none";
  /// A thousand slots for each CPU: more is a slip.
  BigDecimal MOST_PERCENT = BigDecimal.valueOf(100_000);

  /// A whole number in a range; with `none` allowed there may be no such bound.
  record WholeNumber(int min, int max, boolean orNone) implements Kind {}

  /// A number of slots, at least 1: as many as there are usable CPUs for `auto`, a share of them
  /// such as `200%`.
  ///
  /// @param cpus how many there are
  record Slots(IntSupplier cpus) implements Kind {}

  /// A number in a range.
  record Ratio(double min, double max) implements Kind {}

  /// A length of time in a range; plain numbers are seconds.
  ///
  /// @param absence what says that there is none: words, the one to be shown first, and perhaps 0;
  ///   empty if there must be one
  record Seconds(BigDecimal min, BigDecimal max, List<String> absence) implements Kind {}

  /// A number of bytes that is at least 1; with `none` allowed there may be no such bound.
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

    /// Instead of a number: there is none, as the word says.
    record None(String word) implements Value {}

    record Bytes(long count) implements Value {}

    record Flag(boolean on) implements Value {}

    record Text(String text) implements Value {}

    record Types(Map<String, Settings.ExecutionType> types) implements Value {
      public Types {
        types = Collections.unmodifiableMap(new TreeMap<>(types));
      }

      /// With others, which are put in place of those of the same name.
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
        case None(var word) -> word;
        case Bytes(var n) -> n + " bytes";
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
      case WholeNumber(var min, var max, var orNone) -> (max == Integer.MAX_VALUE
          ? "a whole number of at least " + min
          : "a whole number from %d to %d".formatted(min, max)) + (orNone ? ", or none" : "");
      case Slots _ -> "a whole number of at least 1, auto, or a share of the CPUs such as 200%";
      case Ratio(var min, var max) -> "a number from %s to %s".formatted(
          plain(BigDecimal.valueOf(min)),
          plain(BigDecimal.valueOf(max)));
      case Seconds(var min, var max, var absence) ->
        "a time from %s to %s seconds, such as 1.5 or \"2 min\"%s".formatted(
            plain(min),
            plain(max),
            absence.isEmpty() ? "" : ", or " + String.join(" or ", absence));
      case Size(var min, var orNone) ->
        "a size of at least %d bytes, such as 1048576 or \"10 MB\"%s"
            .formatted(min, orNone ? ", or none" : "");
      case Switch() -> "true or false";
      case Choice(var words, _) -> "one of " + String.join(", ", words);
      case Words() -> "text that is not blank";
      case DateFormat _ -> "a Java date format, without quotation marks, such as "
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
        case WholeNumber(var min, var max, var orNone) -> orNone && text.equalsIgnoreCase(NONE)
            ? new Value.None(NONE)
            : new Value.Whole(whole(text, min, max, value));
        case Slots(var cpus) -> {
          if (text.equalsIgnoreCase(AUTO)) {
            yield new Value.Whole(cpus.getAsInt());
          }
          if (!text.endsWith("%")) {
            yield new Value.Whole(whole(text, 1, Integer.MAX_VALUE, value));
          }
          var percent = new BigDecimal(text.substring(0, text.length() - 1).strip());
          inRange(percent.signum() > 0 && percent.compareTo(MOST_PERCENT) <= 0, text, value);
          yield new Value.Whole(
              percent.multiply(BigDecimal.valueOf(cpus.getAsInt()))
                  .movePointLeft(2)
                  .setScale(0, RoundingMode.HALF_UP)
                  .max(BigDecimal.ONE)
                  .intValueExact());
        }
        case Ratio(var min, var max) -> {
          double number = Double.parseDouble(text);
          yield new Value.Fraction(inRange(number >= min && number <= max, number, value));
        }
        case Seconds(var min, var max, var absence) -> {
          if (absence.contains(text.toLowerCase(Locale.ROOT))) {
            yield new Value.None(absence.getFirst());
          }
          var seconds = isNumber(text)
              ? new BigDecimal(text)
              : seconds(ConfigFactory.parseMap(Map.of("it", withUnit(text))).getDuration("it"));
          if (seconds.signum() == 0 && absence.contains("0")) {
            yield new Value.None(absence.getFirst());
          }
          boolean fits = seconds.compareTo(min) >= 0 && seconds.compareTo(max) <= 0;
          yield new Value.Time(duration(inRange(fits, seconds, value)));
        }
        case Size(var min, var orNone) -> {
          if (orNone && text.equalsIgnoreCase(NONE)) {
            yield new Value.None(NONE);
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

  private int whole(String text, int min, int max, ConfigValue value) throws MisfitException {
    long number = new BigDecimal(text).longValueExact();
    if (number > Integer.MAX_VALUE) {
      throw new MisfitException(
          "is '%s', more than the maximum of %d".formatted(text, Integer.MAX_VALUE));
    }
    return (int) (long) inRange(number >= min && number <= max, number, value);
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
