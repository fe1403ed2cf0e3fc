package io.parallelr.cli;

import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Which options go together: one that contradicts another, or would do nothing, is a mistake, and
/// is told before anything is done.
///
/// Options that describe a run go with all runs and dry runs; those that set a value also with what
/// checks and shows the configuration. The tables name the others.
final class OptionRules {

  /// What a command line asks for.
  enum Mode {
    LIST("--list-workers"), KILL("-k"), DRAIN("--drain"), VALIDATE("--validate-config"), SHOW(
        "--show-config"), RESUME("--resume"), RETRY("--retry-failed"), RUN("-r"), DRY("-n");

    final String option;

    Mode(String option) {
      this.option = option;
    }

    boolean isRun() {
      return this == RUN || this == RESUME || this == RETRY;
    }
  }

  private static final Set<Mode> REAL_RUNS = EnumSet.of(Mode.RUN, Mode.RESUME, Mode.RETRY);
  private static final Set<Mode> GOING_ON = EnumSet.of(Mode.RESUME, Mode.RETRY);
  private static final Set<Mode> ALL = EnumSet.allOf(Mode.class);

  /// Where options count that do not describe a run, by their first name.
  private static final Map<String, Set<Mode>> COUNT_WITH = Map.ofEntries(
      Map.entry("--debug", ALL),
      Map.entry("--list-workers", EnumSet.of(Mode.LIST)),
      Map.entry("-k", EnumSet.of(Mode.KILL)),
      Map.entry("--drain", EnumSet.of(Mode.DRAIN)),
      Map.entry("-y", EnumSet.of(Mode.KILL)),
      Map.entry("--validate-config", EnumSet.of(Mode.VALIDATE)),
      Map.entry("--show-config", EnumSet.of(Mode.SHOW)),
      Map.entry(
          "--config",
          EnumSet.complementOf(EnumSet.of(Mode.LIST, Mode.KILL, Mode.DRAIN))),
      Map.entry("--kill-after", EnumSet.complementOf(EnumSet.of(Mode.LIST, Mode.DRAIN))),
      Map.entry("--resume", GOING_ON),
      Map.entry("--retry-failed", GOING_ON),
      Map.entry("--orphans", GOING_ON),
      Map.entry("--on-unknown", GOING_ON),
      Map.entry("--rerun-all", GOING_ON),
      Map.entry("-r", REAL_RUNS),
      Map.entry("-d", REAL_RUNS),
      Map.entry("--json", with(REAL_RUNS, Mode.LIST)),
      Map.entry("--print", REAL_RUNS),
      Map.entry("--progress", REAL_RUNS),
      Map.entry("--log-task-output", REAL_RUNS),
      Map.entry("-q", REAL_RUNS),
      Map.entry("--watch", EnumSet.of(Mode.RUN, Mode.DRY)),
      Map.entry(
          "-n",
          EnumSet.of(Mode.DRY, Mode.RESUME, Mode.RETRY, Mode.KILL, Mode.DRAIN)));

  /// Pairs that contradict each other, and why.
  private static final List<Pair> CONTRADICTIONS = List.of(
      new Pair("-n", "-r", "-n only shows what -r would run; choose one"),
      new Pair("-n", "-y", "-n asks nothing for -y to answer; leave one out"),
      new Pair("--resume", "--retry-failed", "--resume and --retry-failed are mutually exclusive"),
      new Pair("--json", "--print", "--json and --print both write to standard output; choose one"),
      new Pair("-d", "--json", "-d leaves no process here that could print: leave out --json"),
      new Pair("-d", "--print", "-d leaves no process here that could print: leave out --print"),
      new Pair("-d", "--progress", "-d leaves no terminal for a live line: leave out --progress"),
      new Pair("-q", "--debug", "-q and --debug contradict each other; choose one"));

  private record Pair(String one, String other, String message) {}

  private final Map<String, OptionSpec> given = new LinkedHashMap<>(); // by first name
  private final RunCommand command;

  OptionRules(ParseResult parsed, RunCommand command) {
    this.command = command;
    parsed.matchedOptions().forEach(option -> given.put(option.names()[0], option));
  }

  private static Set<Mode> with(Set<Mode> modes, Mode another) {
    var all = EnumSet.copyOf(modes);
    all.add(another);
    return all;
  }

  /// What is asked for. With `-n` that is what would else be done.
  Mode mode() {
    var asked = asked();
    if (asked.size() > 1) {
      throw usage(String.join(" and ", asked.stream().map(m -> m.option).toList())
          + " are mutually exclusive");
    }
    return asked.stream().findFirst().orElse(command.run ? Mode.RUN : Mode.DRY);
  }

  private List<Mode> asked() {
    return Stream.of(
        Mode.LIST,
        Mode.KILL,
        Mode.DRAIN,
        Mode.VALIDATE,
        Mode.SHOW,
        Mode.RESUME,
        Mode.RETRY)
        .filter(mode -> given.containsKey(mode.option))
        .toList();
  }

  /// Looks at what the command line itself says; later, options of an earlier run come in, which
  /// were accepted then.
  void check() {
    for (var pair : CONTRADICTIONS) {
      if (given.containsKey(pair.one()) && given.containsKey(pair.other())) {
        throw usage(pair.message());
      }
    }
    var mode = mode();
    given.forEach((name, option) -> {
      if (!counts(name, option, mode)) {
        throw usage(useless(name, mode));
      }
    });
    if (command.dryRun && mode.isRun()) {
      forRunsOnly().findFirst().ifPresent(name -> {
        throw usage(useless(name, Mode.DRY));
      });
    }
    if (given.containsKey("--file-extension") && command.argumentsFile().isPresent()
        && command.tasks.isEmpty()) {
      throw usage("--file-extension applies to the files of -T; leave it out");
    }
  }

  /// Looks at what does nothing because of a value that may come from a file.
  ///
  /// @param retries in force
  void checkRetries(int retries) {
    if (given.containsKey("--retry-delay") && retries == 0) {
      throw usage("--retry-delay does nothing without retries; add --retries N");
    }
  }

  private Stream<String> forRunsOnly() {
    return given.keySet().stream().filter(name -> {
      var modes = COUNT_WITH.getOrDefault(name, ALL);
      return !modes.contains(Mode.DRY) && !modes.equals(GOING_ON);
    });
  }

  private boolean counts(String name, OptionSpec option, Mode mode) {
    var modes = COUNT_WITH.get(name);
    if (modes != null) {
      return modes.contains(mode);
    }
    return switch (mode) {
      case RUN, RESUME, RETRY, DRY -> true;
      case VALIDATE, SHOW -> setsAValue(option);
      case LIST, KILL, DRAIN -> false;
    };
  }

  private boolean setsAValue(OptionSpec option) {
    var names = Set.of(option.names());
    return command.overrides().stream().anyMatch(o -> names.contains(o.option()));
  }

  private String useless(String name, Mode mode) {
    return switch (name) {
      case "-y" -> "-y answers the question of -k; leave it out";
      case "--json" -> "--json works only with --list-workers and -r"
          + (mode == Mode.DRY && !command.dryRun ? "; add -r" : "");
      case "--orphans", "--on-unknown", "--rerun-all" ->
        name + " works only with --resume and --retry-failed; leave it out";
      case "--watch" -> "%s takes --watch from the earlier run; leave it out"
          .formatted(mode.option);
      case String _ when mode == Mode.DRY && !command.dryRun ->
        (name.equals("-d") ? "-d detaches a run" : name + " does nothing without a run")
            + "; add -r";
      default -> "%s does nothing with %s; leave it out".formatted(name, mode.option);
    };
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
