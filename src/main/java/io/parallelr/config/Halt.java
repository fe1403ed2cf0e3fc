package io.parallelr.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// When a run is given up, in the form of `--halt` of GNU parallel.
///
/// @param isSoon whether what runs may end; else it is cancelled
/// @param what which tasks are counted
/// @param number of them that ends the run, or percent of all tasks
public record Halt(boolean isSoon, What what, BigDecimal number, boolean isPercent) {

  /// Which tasks are counted.
  public enum What {
    /// That have not succeeded.
    FAIL,
    /// That have.
    SUCCESS,
    /// That have ended.
    DONE,
    /// Whose time was over.
    TIMEOUT,
    /// That could not be started, or were lost.
    ERROR;

    /// The word for it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public String toString() {
    return "%s,%s=%s%s".formatted(
        isSoon ? "soon" : "now", what.word(), number.toPlainString(), isPercent ? "%" : "");
  }

  /// Several, with blanks between them, or `never`.
  record Conditions() implements Kind<List<Halt>> {
    private static final Pattern FORM =
        Pattern
            .compile("(now|soon),(fail|success|done|timeout|error)=(\\d{1,9}|\\d{1,3}(\\.\\d+)?%)");
    private static final String NEVER = "never";

    @Override
    public List<Halt> parse(String text) throws InvalidValueException {
      var halts = new ArrayList<Halt>();
      if (text.equals(NEVER)) {
        return halts;
      }
      for (var word : text.split("\\s+", -1)) {
        halts.add(one(word).orElseThrow(() -> new InvalidValueException(
            "is '%s', not %s".formatted(text, expected()))));
      }
      return List.copyOf(halts);
    }

    private static Optional<Halt> one(String word) {
      var form = FORM.matcher(word);
      if (!form.matches()) {
        return Optional.empty();
      }
      boolean isPercent = form.group(3).endsWith("%");
      var number = new BigDecimal(form.group(3).replace("%", ""));
      var what = Stream.of(What.values()).filter(w -> w.word().equals(form.group(2))).findFirst();
      boolean isInRange = number.signum() > 0
          && (!isPercent || number.compareTo(BigDecimal.valueOf(100)) <= 0);
      return what.filter(_ -> isInRange)
          .map(w -> new Halt(form.group(1).equals("soon"), w, number, isPercent));
    }

    @Override
    public String show(List<Halt> halts) {
      return halts.isEmpty()
          ? NEVER
          : String.join(" ", halts.stream().map(Halt::toString).toList());
    }

    @Override
    public List<String> choices() {
      return Stream.concat(
          Stream.of(NEVER),
          Stream.of("now", "soon")
              .flatMap(when -> Stream.of(What.values())
                  .map(what -> "%s,%s=1".formatted(when, what.word()))))
          .toList();
    }

    @Override
    public String expected() {
      return "never, or conditions such as now,fail=1 and soon,fail=10% (now or soon; fail, success, "
          + "done, timeout or error; a number or a percentage of all tasks)";
    }
  }
}
