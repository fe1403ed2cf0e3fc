package io.parallelr.cli;

import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Which options go together: one that contradicts another, or would do nothing, is a mistake, and
/// is reported before anything is done.
///
/// Each option says in which modes it counts; here is what goes beyond that.
final class OptionRules {

  /// Pairs that contradict each other, and why.
  private static final List<Pair> CONTRADICTIONS = List.of(
      new Pair("--resume", "--retry-failed", "--resume and --retry-failed are mutually exclusive"),
      new Pair("--json", "--print", "--json and --print both write to standard output; choose one"),
      new Pair("-d", "--json", "-d leaves no process here that could print: leave out --json"),
      new Pair("-d", "--print", "-d leaves no process here that could print: leave out --print"),
      new Pair("-d", "--progress", "-d leaves no terminal for a live line: leave out --progress"),
      new Pair("--order", "--shuffle", "--order and --shuffle are mutually exclusive"),
      new Pair("--watch", "--shuffle", "--watch runs files as they arrive: leave out --shuffle"),
      new Pair("-q", "-v", "-q and -v contradict each other; choose one"),
      new Pair("-d", "-v", "-d leaves no terminal to show more on: leave out -v"),
      new Pair("-q", "--debug", "-q and --debug contradict each other; choose one"));

  private record Pair(String one, String other, String message) {}

  private final GivenOptions given;

  OptionRules(GivenOptions given) {
    this.given = given;
  }

  /// What is asked for. With `-n` that is what would else be done.
  Mode mode() {
    var asked = asked();
    if (asked.size() > 1) {
      throw usage(String.join(" and ", asked.stream().map(m -> m.option).toList())
          + " are mutually exclusive");
    }
    return asked.stream().findFirst().orElse(given.runs() ? Mode.RUN : Mode.DRY);
  }

  private List<Mode> asked() {
    return Stream.of(Mode.values())
        .filter(mode -> mode != Mode.RUN && mode != Mode.DRY && isGiven(mode.option))
        .toList();
  }

  private boolean isGiven(String name) {
    return given.all().stream().anyMatch(option -> option.name().equals(name));
  }

  /// Checks what the command line itself says; later, options of an earlier run come in, which were
  /// accepted then.
  void check() {
    for (var pair : CONTRADICTIONS) {
      if (isGiven(pair.one()) && isGiven(pair.other())) {
        throw usage(pair.message());
      }
    }
    var mode = mode();
    refuse(option -> !counts(option, mode), mode);
    if (given.has(Options.EXTENSIONS) && given.has(Options.ARGUMENTS_FILES)
        && !given.has(Options.TASKS)) {
      throw usage("--file-extension applies to the files of -T; leave it out");
    }
  }

  /// Checks what does nothing because of a value that may come from a file.
  ///
  /// @param retries in force
  void checkRetries(int retries) {
    if (given.has(Options.RETRY_DELAY) && retries == 0) {
      throw usage("--retry-delay does nothing without retries; add --retries N");
    }
    if (given.has(Options.RETRY_ON) && retries == 0) {
      throw usage("--retry-on does nothing without retries; add --retries N");
    }
  }

  private void refuse(Predicate<DeclaredOption> isUseless, Mode mode) {
    given.all().stream().filter(isUseless).findFirst().ifPresent(option -> {
      throw usage(useless(option.name(), mode));
    });
  }

  /// With `-n` a command line that runs something stays as it is, except where a program would read
  /// what is printed.
  private boolean counts(DeclaredOption option, Mode mode) {
    if (!given.is(Options.DRY_RUN)) {
      return option.head().modes().contains(mode);
    }
    return option.equals(Options.JSON)
        ? !mode.isRun() && mode != Mode.DRY
        : option.head().modes().contains(mode == Mode.DRY ? Mode.RUN : mode)
            || option.head().modes().contains(mode);
  }

  private String useless(String name, Mode mode) {
    return switch (name) {
      case "-y" -> "-y answers the question of -k; leave it out";
      case "--json" -> "--json works only with --list-workers and -r"
          + (mode == Mode.DRY && !given.is(Options.DRY_RUN) ? "; add -r" : "; leave it out");
      case "--orphans", "--on-unknown", "--rerun-all" ->
        name + " works only with --resume and --retry-failed; leave it out";
      case "--watch" -> "%s takes --watch from the earlier run; leave it out"
          .formatted(mode.option);
      case String _ when mode == Mode.DRY && !given.is(Options.DRY_RUN) ->
        (name.equals("-d") ? "-d detaches a run" : name + " does nothing without a run")
            + "; add -r, or -r -n to only show what it would run";
      default -> "%s does nothing with %s; leave it out".formatted(name, mode.option);
    };
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
