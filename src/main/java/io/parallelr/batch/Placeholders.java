package io.parallelr.batch;

import io.parallelr.batch.Placeholder.Source;
import io.parallelr.task.Spelling;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds placeholders in the words of a template, and what may have been meant to be one.
final class Placeholders {
  private static final String RAW = ":raw";
  /// What may have been meant to be one of the first placeholders.
  private static final Pattern LOOK_ALIKE = Pattern.compile(
      "(?<![\\w@])(?:@(?:TASKS?|ARGS?(?:[_-]?[0-9]+)?)@?|(?:TASK|ARG(?:_[0-9]+)?)@)(?![\\w@]|:\\w*@)",
      Pattern.CASE_INSENSITIVE);
  /// What is like any of the others: between two signs, or behind one.
  private static final Pattern LIKELY =
      Pattern.compile("(?<![\\w@])@([A-Za-z][\\w-]*(?::\\w*)?)(@?)(?![\\w@])");
  private static final List<String> PLAIN =
      List.of("TASK", "ARG", "SEQ", "SLOT", "TASK" + RAW, "ARG" + RAW);

  private static final Set<String> ALONE = Set.of("SEQ", "SLOT");

  private final Pattern pattern;
  private final List<String> columns;

  /// @param columns names that stand for the arguments of a line, by position
  Placeholders(List<String> columns) {
    this.columns = List.copyOf(columns);
    var names = Stream.concat(Stream.of("ARG(?:_(?<number>[0-9]+))?"),
        columns.stream()
            .sorted((a, b) -> b.length() - a.length())
            .map(Pattern::quote)
            .map("(?:%s)"::formatted));
    var named = "(?<name>TASK|%s)(?:_(?<part>%s))?(?<raw>%s)?".formatted(
        String.join("|", names.toList()),
        PathPart.alternatives(),
        RAW);
    this.pattern = Pattern.compile("@(?:%s|SEQ|SLOT)@".formatted(named));
  }

  /// Whether a name is one of those that templates always have, whatever columns there are.
  static boolean isReserved(String name) {
    return !new Placeholders(List.of()).in('@' + name + '@').isEmpty() || name.endsWith(RAW);
  }

  Pattern pattern() {
    return pattern;
  }

  /// Those in a word, with their places.
  List<MatchResult> in(String word) {
    return pattern.matcher(word).results().toList();
  }

  /// What one stands for.
  Placeholder of(MatchResult found) {
    var name = Optional.ofNullable(found.group("name"));
    return new Placeholder(
        found.group(),
        name.map(n -> source(n, found.group("number")))
            .orElse(found.group().equals("@SEQ@") ? new Source.Sequence() : new Source.Slot()),
        Optional.ofNullable(found.group("part")).map(PathPart::valueOf),
        found.group("raw") != null);
  }

  private Source source(String name, @Nullable String digits) {
    int column = columns.indexOf(name);
    return column >= 0
        ? new Source.Argument(column + 1)
        : name.equals("TASK") ? new Source.TaskFile() : new Source.Argument(number(digits));
  }

  private static int number(@Nullable String digits) {
    return digits == null
        ? 1
        : new BigInteger(digits).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
  }

  /// Makes sure that nothing in the words only looks like a placeholder.
  void refuseLookAlikes(List<String> words) throws InputException {
    refuseSplit(words);
    boolean hasAny = words.stream().anyMatch(word -> pattern.matcher(word).find());
    for (var word : words) {
      for (var found : LOOK_ALIKE.matcher(word).results().toList()) {
        var text = found.group();
        var name = text.replace("@", "");
        boolean isWhole = text.startsWith("@") && text.endsWith("@");
        boolean isMeant = isWhole || !hasAny || name.matches("TASK|ARG(_[0-9]+)?");
        if (isMeant && !pattern.matcher(text).matches()) {
          throw notOne(text, Optional.of(meant(name)));
        }
      }
      for (var found : LIKELY.matcher(word).results().toList()) {
        refuse(found, hasAny);
      }
    }
  }

  /// A column with blanks in its name is several words, unless it is quoted.
  private void refuseSplit(List<String> words) throws InputException {
    var line = String.join(" ", words);
    for (var column : columns) {
      var written = '@' + column;
      boolean isSplit = column.contains(" ") && line.contains(written)
          && words.stream().noneMatch(word -> word.contains(written));
      if (isSplit) {
        throw new InputException(
            "'%s@' has a blank and is not quoted, so it is several words; write '%1$s@' in quotation marks"
                .formatted(written));
      }
    }
  }

  private void refuse(MatchResult found, boolean hasAny) throws InputException {
    var name = found.group(1);
    if (pattern.matcher(found.group()).matches()) {
      return;
    }
    var known = known(name);
    if (found.group(2).isEmpty()) {
      if (!hasAny && ALONE.contains(name)) {
        throw notOne(found.group(), Optional.of('@' + name + '@'));
      }
      if (known.contains(name) && !PLAIN.contains(name) && !columns.contains(name)) {
        throw notOne(found.group(), Optional.of('@' + name + '@'));
      }
      return;
    }
    var near = Spelling.nearest(name, known).map("@%s@"::formatted);
    if (near.isPresent() || name.matches("(?i)(TASK|ARG|SEQ|SLOT)[_:-].*")) {
      throw notOne(found.group(), near);
    }
  }

  private List<String> known(String name) {
    var digits = name.replaceAll("[^0-9]", "");
    var whole = new ArrayList<>(List.of("TASK", "ARG"));
    if (!digits.isEmpty()) {
      whole.add("ARG_" + digits);
    }
    whole.addAll(columns);
    var known = new ArrayList<>(PLAIN);
    for (var w : whole) {
      known.add(w);
      known.add(w + RAW);
      for (var part : PathPart.values()) {
        known.add(w + '_' + part);
        known.add(w + '_' + part + RAW);
      }
    }
    return known;
  }

  private static InputException notOne(String text, Optional<String> meant) {
    return new InputException(
        "'%s' is not a placeholder; %s".formatted(
            text,
            meant.map(m -> m.contains(" ") ? '"' + m + '"' : m)
                .map("did you mean %s?"::formatted)
                .orElse("a part of a path is NAME, STEM, DIR or EXT, as in @TASK_NAME@")));
  }

  private static String meant(String name) {
    var digits = name.replaceAll("[^0-9]", "");
    return name.startsWith("T") || name.startsWith("t")
        ? "@TASK@"
        : digits.isEmpty() ? "@ARG@" : "@ARG_%s@".formatted(digits);
  }
}
