package io.parallelr.cli;

import io.parallelr.cli.DeclaredOption.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The verbs that run tasks of an earlier run, in place of the options `--resume` and
/// `--retry-failed`; with the same further options.
enum RerunVerb {
  RESUME(Mode.RESUME, "Resumes a run that was cut off: runs what has no final result yet."), RETRY(
      Mode.RETRY,
      "Runs tasks of a run again: those that did not succeed or were not run, or just the TASKs.");

  private static final String FAILED = "--failed";

  private final Mode mode;
  private final String description;

  RerunVerb(Mode mode, String description) {
    this.mode = mode;
    this.description = description;
  }

  private Value option() {
    return this == RESUME ? Options.RESUME : Options.RETRY_FAILED;
  }

  private String[] examples() {
    return this == RESUME
        ? new String[]{"  parallelr resume last", "  parallelr resume nightly -m 4 -n"}
        : new String[]{"  parallelr retry last --failed -t 600",
            "  parallelr retry nightly 12 import.sh"};
  }

  /// The first word of the command line that asks for it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> names() {
    return Stream.of(values()).map(RerunVerb::word).toList();
  }

  /// The verb that a command line begins with.
  static Optional<RerunVerb> of(String[] args) {
    return Stream.of(values())
        .filter(verb -> args.length > 0 && args[0].equals(verb.word()))
        .findFirst();
  }

  /// A parser of its command lines, without the verb.
  CommandLine parser() {
    var spec = CommandSpec.create().name("parallelr " + word());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .paramLabel("RUN")
            .type(String.class)
            .description(
                "its name, its id or the beginning of that, its directory, last, or last~1 for the one before")
            .build());
    if (this == RETRY) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index("1..*")
              .arity("0..*")
              .paramLabel("TASK")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .description(
                  "run just these: the number of a task in that run, its name, the last part of its path, or its arguments")
              .build());
      spec.addOption(
          OptionSpec.builder(FAILED)
              .type(boolean.class)
              .arity("0")
              .description(
                  "run those that did not succeed or were not run; the default without TASK")
              .build());
    }
    Options.all()
        .stream()
        .filter(o -> o.head().modes().contains(mode) && !o.equals(Options.RESUME)
            && !o.equals(Options.RETRY_FAILED))
        .forEach(o -> spec.addOption(inVerb(o)));
    spec.usageMessage()
        .sortOptions(false)
        .autoWidth(true)
        .abbreviateSynopsis(true)
        .description(description)
        .footerHeading("%nExamples:%n")
        .footer(examples());
    return new CommandLine(spec).setExpandAtFiles(false);
  }

  /// The verb runs tasks without being told to.
  private static OptionSpec inVerb(DeclaredOption option) {
    if (option.equals(Options.RUN)) {
      return option.spec().toBuilder().hidden(true).build();
    }
    return option.equals(Options.DRY_RUN)
        ? option.spec()
            .toBuilder()
            .description("only show what would be run; nothing is changed")
            .build()
        : option.spec();
  }

  /// What a command line asks for, as if it had the option.
  ///
  /// @param args with the verb
  /// @throws CommandLine.ParameterException if that cannot be taken apart
  GivenOptions parse(String[] args) {
    var parser = parser();
    var parsed = parser.parseArgs(Arrays.copyOfRange(args, 1, args.length));
    var words = parsed.matchedPositionals();
    var tasks = new ArrayList<String>();
    words.stream()
        .filter(p -> p.paramLabel().equals("TASK"))
        .flatMap(p -> p.<List<String>>getValue().stream())
        .distinct()
        .forEach(tasks::add);
    if (parsed.hasMatchedOption(FAILED) && !tasks.isEmpty()) {
      throw new CommandLine.ParameterException(
          parser,
          "--failed and TASK are mutually exclusive");
    }
    return GivenOptions.of(parsed)
        .rerunning(option(), words.stream()
            .filter(p -> p.paramLabel().equals("RUN"))
            .map(p -> p.<String>getValue())
            .findFirst(), tasks);
  }
}
