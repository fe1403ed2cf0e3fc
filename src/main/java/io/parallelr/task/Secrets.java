package io.parallelr.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What must not be shown on the screen, in logs and in documents that others read: values that are
/// known to be secret, and what stands where a password or a token is expected.
///
/// What is masked shows its length. Masking what is masked changes nothing.
///
/// @param values longest first, as one may be part of another
public record Secrets(List<String> values) {
  /// None that are known beforehand.
  public static final Secrets NONE = new Secrets(List.of());

  private static final Pattern NAME = Pattern.compile(
      "(SECRET|MASK|HIDE|PASSWORD|TOKEN)_.*|.*_(PASSWORD|TOKEN|SECRET|KEY)|PASSWORD|TOKEN|SECRET");
  /// Shorter ones occur everywhere by chance.
  private static final int SHORTEST = 3;
  private static final int CHECKSUM_BYTES = 4;

  private static final String WORD =
      "(?:password|passwd|passphrase|token|secret|(?:api|access|auth|private|secret)[_-]?key)";
  /// What a shell, or this product, will replace is not itself a secret.
  private static final Pattern REFERENCE = Pattern.compile("[\"']?(?:\\$[{(\\w]|@\\w+(?::raw)?@)");
  private static final String NO_REFERENCE = "(?!" + REFERENCE + ")";
  private static final String VALUE =
      NO_REFERENCE + "(\"(?:\\\\.|[^\"\\\\])*\"|'[^']*'(?:\\\\''[^']*')*|[^\\s\"';,&]+)";
  /// Each with what is shown, what is not, and what is shown again.
  private static final List<Pattern> PLACES = Stream.of(
      "(--?[\\w-]*" + WORD + "\\s+)" + VALUE + "()",
      "([\\w-]*" + WORD + "[\"']?\\s*[=:]\\s*)" + VALUE + "()",
      "(\\b(?:Bearer|Basic)\\s+)([\\w+/=.~-]{8,})()",
      "([a-z][a-z0-9+.-]*://[^\\s/:@]*:)" + NO_REFERENCE + "([^\\s/@]+)(@)")
      .map(Secrets::pattern)
      .toList();
  /// A word after which another one is secret as a whole.
  private static final Pattern OPTION = pattern("--?[\\w-]*" + WORD);
  /// A word that is secret behind its first equals sign.
  private static final Pattern OPTION_WITH_VALUE =
      pattern("(--?[\\w-]*" + WORD + "=)" + NO_REFERENCE + "(.+)");
  /// One of these is in everything that [#PLACES] find.
  private static final List<String> HINTS = List.of(
      "passw", "passphrase", "token", "secret", "key", "bearer", "basic", "://");
  private static final String MASKED = "<masked len=";

  public Secrets {
    values = List.copyOf(values);
  }

  private static Pattern pattern(String text) {
    return Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /// The given values, if long enough to be recognized.
  public static Secrets of(Collection<String> values) {
    return new Secrets(
        values.stream()
            .filter(value -> value.length() >= SHORTEST)
            .flatMap(Secrets::written)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /// A value in all forms that it has where shells read it.
  private static Stream<String> written(String value) {
    var quoted = value.replace("'", "'\\''");
    return Stream.of(
        value,
        quoted,
        quoted.replace("'", "'\\''"),
        value.replaceAll("[\\\\$\"`]", "\\\\$0"),
        value.replaceAll("[\\\\$`]", "\\\\$0"));
  }

  /// Whether a variable of that name holds a secret.
  public static boolean isSecret(String name) {
    return NAME.matcher(name.toUpperCase(Locale.ROOT)).matches();
  }

  /// The text, with something else in place of what is secret.
  public String masked(String text) {
    var shown = withoutValues(text);
    if (!hasHint(shown)) {
      return shown;
    }
    for (var place : PLACES) {
      shown = place.matcher(shown)
          .replaceAll(
              found -> Matcher.quoteReplacement(
                  isMask(found.group(2))
                      ? found.group()
                      : found.group(1) + mask(found.group(2)) + found.group(3)));
    }
    return shown;
  }

  /// The text without the known values; other secrets may be left in it.
  public String withoutValues(String text) {
    var shown = text;
    for (var value : values) {
      shown = shown.replace(value, mask(value));
    }
    return shown;
  }

  /// The words of a command, each of which is taken as it is, whatever quotes are in it. The same
  /// list if nothing in it is secret.
  public List<String> masked(List<String> words) {
    var shown = new ArrayList<String>(words.size());
    boolean isChanged = false;
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      var masked = i > 0 && isValue(words.get(i - 1), word) ? mask(word) : maskedWord(word);
      isChanged |= !masked.equals(word);
      shown.add(masked);
    }
    return isChanged ? List.copyOf(shown) : words;
  }

  private static boolean isValue(String option, String word) {
    return option.startsWith("-") && !word.startsWith("-") && !isMask(word)
        && OPTION.matcher(option).matches()
        && !REFERENCE.matcher(word).lookingAt();
  }

  private String maskedWord(String word) {
    var option = word.startsWith("-") ? OPTION_WITH_VALUE.matcher(word) : null;
    return option != null && option.matches()
        ? option.group(1) + (isMask(option.group(2)) ? option.group(2) : mask(option.group(2)))
        : masked(word);
  }

  /// The variables, those with telling names without their values. The same map if nothing in it
  /// is secret.
  public Map<String, String> masked(Map<String, String> variables) {
    var shown = new LinkedHashMap<String, String>();
    variables.forEach(
        (name, value) -> shown.put(
            name,
            isSecret(name) && !isMask(value) && !value.isEmpty() ? mask(value) : masked(value)));
    return shown.equals(variables) ? variables : shown;
  }

  /// The task as it is to be shown and recorded. What is secret in its command or its variables is
  /// so in its arguments, too. The same task if nothing in it is secret.
  public Task masked(Task task) {
    if (isPlain(task)) {
      return task;
    }
    var all = with(task);
    var command = all.masked(task.command());
    var environment = all.masked(task.environment());
    var input = all.masked(task.input());
    boolean isSame = command.equals(task.command()) && environment.equals(task.environment())
        && input.equals(task.input());
    return isSame ? task : task.shownAs(input, command, environment);
  }

  /// Nearly all tasks are.
  private boolean isPlain(Task task) {
    return values.isEmpty() && task.environment().isEmpty()
        && !anyHasHint(task.command()) && !anyHasHint(task.input().arguments());
  }

  private static boolean anyHasHint(List<String> texts) {
    for (var text : texts) { // a stream takes several times as long
      if (hasHint(text)) {
        return true;
      }
    }
    return false;
  }

  /// By hand, as a pattern takes ten times as long.
  private static boolean hasHint(String text) {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case 'p', 'P', 't', 'T', 's', 'S', 'k', 'K', 'b', 'B', ':' -> {
          for (var hint : HINTS) {
            if (text.regionMatches(true, i, hint, 0, hint.length())) {
              return true;
            }
          }
        }
        default -> {
          // no hint begins here
        }
      }
    }
    return false;
  }

  /// These, and those that the task itself brings.
  private Secrets with(Task task) {
    var found = new ArrayList<String>();
    var command = task.command();
    for (int i = 0; i < command.size(); i++) {
      var word = command.get(i);
      var option = word.startsWith("-") ? OPTION_WITH_VALUE.matcher(word) : null;
      if (i > 0 && isValue(command.get(i - 1), word)) {
        found.add(word);
      } else if (option != null && option.matches()) {
        found.add(option.group(2));
      } else if (hasHint(word)) {
        PLACES.forEach(
            place -> place.matcher(word)
                .results()
                .forEach(match -> found.add(unquoted(match.group(2)))));
      }
    }
    task.environment().forEach((name, value) -> {
      if (isSecret(name)) {
        found.add(value);
      }
    });
    if (found.isEmpty()) {
      return this;
    }
    found.removeIf(Secrets::isMask);
    found.addAll(values);
    return of(found);
  }

  private static String unquoted(String value) {
    return value.startsWith("'")
        ? value.substring(1, value.length() - 1).replace("'\\''", "'")
        : value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }

  /// The result as it is to be shown and recorded. What the task printed is its own, and loses the
  /// known values alone. The same result if nothing in it is secret.
  ///
  /// @param task its task as it is to be shown
  public TaskResult masked(TaskResult result, Task task) {
    if (values.isEmpty() && task.equals(result.task())) {
      return result; // nearly all are: nothing is known that could be in what was printed
    }
    var stdout = result.stdout().withTail(withoutValues(result.stdout().tail()));
    var stderr = result.stderr().withTail(withoutValues(result.stderr().tail()));
    var outcome = result.outcome() instanceof Outcome.NotStarted(var reason)
        ? new Outcome.NotStarted(withoutValues(reason))
        : result.outcome();
    return task.equals(result.task()) && stdout.equals(result.stdout())
        && stderr.equals(result.stderr()) && outcome.equals(result.outcome())
            ? result
            : new TaskResult(
                task,
                result.slot(),
                result.started(),
                result.startedNanos(),
                result.elapsed(),
                result.pid(),
                outcome,
                stdout,
                stderr,
                result.usage());
  }

  private Input masked(Input input) {
    return input.arguments().isEmpty()
        ? input
        : input.withArguments(input.arguments().stream().map(this::maskedArgument).toList());
  }

  /// With a little of a checksum, which distinguishes lines that differ in secrets alone when a run
  /// is resumed.
  private String maskedArgument(String argument) {
    var shown = masked(argument);
    return shown.equals(argument) ? argument : shown + " #" + checksum(argument);
  }

  private static String checksum(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, CHECKSUM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Whether arguments come from a task that was masked.
  public static boolean hasMasked(List<String> arguments) {
    return arguments.stream().anyMatch(argument -> argument.contains(MASKED));
  }

  private static boolean isMask(String text) {
    return text.startsWith("<masked"); // up to a blank, where that ends a value
  }

  private static String mask(String value) {
    return MASKED + value.length() + '>';
  }
}
