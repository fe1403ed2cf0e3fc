package io.parallelr.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import io.parallelr.task.Count;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/// What values a key may have, and how they are read and shown.
///
/// @param <T> type of the values
sealed interface Kind<T>
    permits
    Kind.WholeNumber,
    Kind.Slots,
    Kind.Percentage,
    Kind.Ratio,
    Kind.Size,
    Kind.Switch,
    Kind.Choice,
    Kind.Words,
    Kind.DateFormat,
    Kind.OrNone,
    Halt.Conditions,
    RetryClasses,
    HttpUrl,
    ListOf,
    Endpoint.Text,
    Endpoint.PortOrText,
    Load,
    OutputSize,
    Pressure,
    Secrets,
    Seconds,
    Sections,
    TypeSections {
  String AUTO = "auto";
  String OFF = "off";
  String NONE = "none";
  /// A thousand slots for each CPU: more is a slip.
  BigDecimal MOST_PERCENT = BigDecimal.valueOf(100_000);
  /// More than any machine has room for.
  int MOST_SLOTS = 1_000_000;

  /// Reads a text without blanks around it.
  ///
  /// @throws InvalidValueException with a message of its own
  /// @throws RuntimeException of the libraries that parse numbers, times and sizes, and
  ///   IllegalArgumentException otherwise, if it does not fit
  T parse(String text) throws InvalidValueException;

  /// As `--show-config` shows it.
  default String show(T value) {
    return value.toString();
  }

  /// What fits, in words.
  String expected();

  /// Reads a value.
  ///
  /// @throws InvalidValueException if it does not fit; the message says what would
  default T read(ConfigValue value) throws InvalidValueException {
    var raw = value.unwrapped();
    if (raw instanceof Map || raw instanceof List || raw == null) {
      throw invalid(raw);
    }
    try {
      return parse(String.valueOf(raw).strip());
    } catch (ArithmeticException | IllegalArgumentException | DateTimeException
        | ConfigException e) {
      throw invalid(raw);
    }
  }

  private InvalidValueException invalid(Object raw) {
    var shown = raw instanceof Map ? "a section" : raw instanceof List ? "a list" : "'" + raw + "'";
    return new InvalidValueException("is %s, not %s".formatted(shown, expected()));
  }

  /// The words that a shell can offer; empty if any value of a kind fits.
  default List<String> choices() {
    return List.of();
  }

  /// A value of two sources; by default the later one replaces the earlier.
  default T merged(T earlier, T later) {
    return later;
  }

  /// A whole number in a range.
  record WholeNumber(int min, int max) implements Kind<Integer> {
    @Override
    public Integer parse(String text) throws InvalidValueException {
      return parse(text, Integer.MAX_VALUE);
    }

    /// @param most beyond which it is said what the most is
    private int parse(String text, int most) throws InvalidValueException {
      long number = new BigDecimal(text).longValueExact();
      if (number > most) {
        throw new InvalidValueException(
            "is '%s', more than the maximum of %d".formatted(text, most));
      }
      return (int) (long) inRange(number >= min && number <= max, number);
    }

    @Override
    public String expected() {
      return max == Integer.MAX_VALUE
          ? "a whole number of at least " + min
          : "a whole number from %d to %d".formatted(min, max);
    }
  }

  /// A number of slots, at least 1: `auto`, by default as many as there are usable CPUs, or a share
  /// of these such as `200%`.
  ///
  /// @param cpus how many there are
  /// @param automatic what `auto` means
  record Slots(IntSupplier cpus, IntSupplier automatic) implements Kind<Integer> {
    Slots(IntSupplier cpus) {
      this(cpus, cpus);
    }

    @Override
    public Integer parse(String text) throws InvalidValueException {
      if (text.equalsIgnoreCase(AUTO)) {
        return automatic.getAsInt();
      }
      if (!text.endsWith("%")) {
        return new WholeNumber(1, MOST_SLOTS).parse(text, MOST_SLOTS);
      }
      var percent = new BigDecimal(text.substring(0, text.length() - 1).strip());
      return inRange(percent.signum() > 0 && percent.compareTo(MOST_PERCENT) <= 0, percent)
          .multiply(BigDecimal.valueOf(cpus.getAsInt()))
          .movePointLeft(2)
          .setScale(0, RoundingMode.HALF_UP)
          .max(BigDecimal.ONE)
          .intValueExact();
    }

    @Override
    public String expected() {
      return "a whole number of at least 1, auto, or a share of the CPUs such as 200%";
    }
  }

  /// A whole percentage in a range, with or without its sign.
  record Percentage(int min, int max) implements Kind<Integer> {
    @Override
    public Integer parse(String text) throws InvalidValueException {
      return new WholeNumber(min, max).parse(
          text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text);
    }

    @Override
    public String expected() {
      return "a percentage from %d%% to %d%%".formatted(min, max);
    }
  }

  /// A number in a range.
  record Ratio(double min, double max) implements Kind<Double> {
    @Override
    public Double parse(String text) {
      double number = Double.parseDouble(text);
      return inRange(number >= min && number <= max, number);
    }

    @Override
    public String expected() {
      return "a number from %s to %s".formatted(
          Seconds.plain(BigDecimal.valueOf(min)),
          Seconds.plain(BigDecimal.valueOf(max)));
    }
  }

  /// A number of bytes.
  ///
  /// @param min smallest size that can be meant; a smaller one is a number whose unit was forgotten
  record Size(long min) implements Kind<Long> {
    @Override
    public Long parse(String text) {
      long bytes = isNumber(text)
          ? new BigDecimal(text).longValueExact()
          : ConfigFactory.parseMap(Map.of("it", usual(text))).getBytes("it");
      return inRange(bytes >= min, bytes);
    }

    /// Units in any case: what is `KB` and `mb` to people is `kB` and `MB` to the library.
    private static String usual(String text) {
      var unit = text.replaceFirst("[0-9.\\s]+", "").toUpperCase(Locale.ROOT);
      var number = text.substring(0, text.length() - unit.length());
      return number + switch (unit) {
        case "KB" -> "kB";
        case "KIB", "MIB", "GIB", "TIB", "PIB" -> unit.charAt(0) + "iB";
        default -> unit;
      };
    }

    @Override
    public String show(Long bytes) {
      return bytes + " bytes";
    }

    @Override
    public String expected() {
      return "a size of at least %s, such as 1048576, 10MB or 1GiB"
          .formatted(Count.of(min, "byte"));
    }
  }

  /// On or off.
  record Switch() implements Kind<Boolean> {
    @Override
    public Boolean parse(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "yes", "on" -> true;
        case "false", "no", "off" -> false;
        default -> throw new IllegalArgumentException();
      };
    }

    @Override
    public String expected() {
      return "true or false";
    }
  }

  /// One of some words, in any case; a second list gives each its meaning.
  record Choice(List<String> words, List<String> meanings) implements Kind<String> {
    @Override
    public String parse(String text) {
      int index = words.stream()
          .map(w -> w.toUpperCase(Locale.ROOT))
          .toList()
          .indexOf(text.toUpperCase(Locale.ROOT));
      return meanings.get(inRange(index >= 0, index));
    }

    @Override
    public List<String> choices() {
      return words;
    }

    @Override
    public String expected() {
      return "one of " + String.join(", ", words);
    }
  }

  /// Any text but a blank one; blanks around it count.
  record Words() implements Kind<String> {
    @Override
    public String read(ConfigValue value) throws InvalidValueException {
      var _ = Kind.super.read(value);
      return String.valueOf(value.unwrapped());
    }

    @Override
    public String parse(String text) {
      return inRange(!text.isEmpty(), text);
    }

    @Override
    public String expected() {
      return "text that is not blank";
    }
  }

  /// A pattern of [DateTimeFormatter].
  ///
  /// @param known one that needs no trial, which would take longer than all the rest
  record DateFormat(String known) implements Kind<String> {
    @Override
    public String parse(String text) {
      return inRange(text.equals(known) || isDateFormat(text), text);
    }

    private static boolean isDateFormat(String text) {
      var sample = DateTimeFormatter.ofPattern(text, Locale.ROOT)
          .format(Instant.EPOCH.atZone(ZoneOffset.UTC));
      return !sample.isBlank() && text.indexOf('"') < 0;
    }

    @Override
    public String expected() {
      return "a Java date format, without quotation marks, such as yyyy-MM-dd HH:mm:ss";
    }
  }

  /// A value that may be absent.
  ///
  /// @param words what says so, the one to be shown first; with `0` among them any length of time of
  ///   zero says so, too
  record OrNone<T>(Kind<T> kind, List<String> words) implements Kind<Optional<T>> {
    @Override
    public Optional<T> parse(String text) throws InvalidValueException {
      return words.contains(text.toLowerCase(Locale.ROOT))
          || (words.contains("0") && Seconds.number(text).signum() == 0)
              ? Optional.empty()
              : Optional.of(kind.parse(text));
    }

    @Override
    public String show(Optional<T> value) {
      return value.map(kind::show).orElse(words.getFirst());
    }

    @Override
    public String expected() {
      return kind.expected() + ", or " + String.join(" or ", words);
    }
  }

  static <T> T inRange(boolean fits, T value) {
    if (!fits) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> "+-.0123456789eE".indexOf(c) >= 0);
  }
}
