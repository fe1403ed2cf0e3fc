package io.parallelr.cli;

import io.parallelr.config.Key;
import io.parallelr.config.ServeKeys;
import io.parallelr.config.Sources;
import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The options of `parallelr serve`. Immutable.
///
/// @param validates whether definitions are to be checked, and no server is to run
/// @param settings that override the configuration
/// @param config the file that is named; empty for none
/// @param replaces whether it takes the place of a server that runs
record ServeOptions(
    boolean validates,
    List<Sources.Option> settings,
    Optional<Path> config,
    boolean replaces,
    boolean detaches,
    boolean debugs,
    boolean isQuiet) {
  private static final String VALIDATE = "validate";
  private static final String CONFIG = "--config";
  private static final String REPLACE = "--replace";
  private static final String DETACH = "-d";
  private static final String DEBUG = "--debug";
  private static final String QUIET = "-q";

  /// An option that sets a value.
  ///
  /// @param label of the value; empty for a switch
  /// @param ofValidation whether `validate` has it, too
  private record Setting(
      String name,
      String label,
      String help,
      Key<?> key,
      boolean ofValidation) {
    OptionSpec spec() {
      var spec = OptionSpec.builder(name);
      if (!key.choices().isEmpty()) {
        spec.completionCandidates(key.choices());
      }
      return label.isEmpty()
          ? spec.type(boolean.class)
              .arity("0")
              .description("%s (%s)".formatted(help, key.path()))
              .build()
          : spec.type(String.class)
              .arity("1")
              .paramLabel(label)
              .description(
                  "%s; default %s (%s)".formatted(help, key.builtIn(), key.path()))
              .build();
    }
  }

  // in the order of the help
  private static final List<Setting> SETTINGS = List.of(
      setting("--address", "HOST:PORT", "where it takes connections; commas between several",
          ServeKeys.ADDRESS),
      setting("--socket", "PATH", "the unix socket; auto: in the data, or none", ServeKeys.SOCKET),
      setting("--data", "DIR", "the directory of all that is kept; auto: in PARALLELR_HOME",
          ServeKeys.DATA),
      definitions("--path", "DIR", "where files that define pipelines are searched for",
          ServeKeys.PIPELINES_PATH),
      definitions("--pattern", "GLOB", "which paths below it are such files",
          ServeKeys.PIPELINES_PATTERN),
      definitions("--strict", "", "what may be a mistake in them is an error",
          ServeKeys.PIPELINES_STRICT),
      setting("--watch", "", "read them again when they change; SIGUSR1 does that at any time",
          ServeKeys.PIPELINES_WATCH),
      setting("--slots", "N", "how many processes run at once", ServeKeys.SLOTS),
      setting("--secrets-file", "FILE", "a file with a secret for tokens on each line",
          ServeKeys.JWT_SECRETS_FILE),
      setting("--on-restart", "WHAT",
          "what becomes of jobs that had not ended when the server did: continue or cancel",
          ServeKeys.ON_RESTART),
      setting("--on-shutdown", "WHAT",
          "what becomes of jobs when the server ends: keep, finish or cancel",
          ServeKeys.ON_SHUTDOWN),
      setting("--on-unknown", "WHAT",
          "what becomes of a task that ended unseen: fail or rerun", ServeKeys.ON_UNKNOWN),
      setting("--grace", "SECONDS", "how long a task that is to end is given before SIGKILL",
          ServeKeys.GRACE),
      setting("--static", "DIR", "a user interface to be served", ServeKeys.STATIC));

  private static Setting setting(String name, String label, String help, Key<?> key) {
    return new Setting(name, label, help, key, false);
  }

  private static Setting definitions(String name, String label, String help, Key<?> key) {
    return new Setting(name, label, help, key, true);
  }

  /// A parser of its command lines.
  static CommandLine parser() {
    var serve = spec("parallelr serve", SETTINGS)
        .addOption(
            flag(
                "take the place of the server that runs on this data, with its connections and tasks",
                REPLACE))
        .addOption(
            flag(
                "run detached from this terminal; prints the process number and the addresses",
                DETACH,
                "-D",
                "--daemon"))
        .addOption(flag("print only warnings and errors", QUIET, "--quiet"))
        .addOption(flag("log in detail; show stack traces of errors", DEBUG));
    serve.usageMessage()
        .description(
            "Runs jobs of pipelines that are asked for over HTTP, until it is ended by SIGINT or SIGTERM.",
            "docs/serve.md describes it, docs/pipelines.md how pipelines are defined.")
        .footer(
            "",
            "Examples:",
            "  parallelr serve                          serve the pipelines below this directory",
            "  parallelr serve validate --strict        only check their definitions",
            "  parallelr serve -d --path /srv/pipelines run detached",
            "  parallelr serve -d --replace             take over from the one that runs, without a pause",
            "  parallelr jobs run NAME --follow         schedule a job, and see what it prints");
    var validate =
        spec(VALIDATE, SETTINGS.stream().filter(Setting::ofValidation).toList());
    validate.usageMessage()
        .description("Checks the files that define pipelines, and lists what is wrong with them.");
    serve.addSubcommand(VALIDATE, validate);
    return new CommandLine(serve).setExpandAtFiles(false);
  }

  private static CommandSpec spec(String name, List<Setting> settings) {
    var spec = CommandSpec.create().name(name);
    settings.forEach(setting -> spec.addOption(setting.spec()));
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .type(Path.class)
            .converters(NativeText::path)
            .arity("1")
            .paramLabel("FILE")
            .description("configuration file; overrides those of the system and of the user")
            .build());
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .description("show this help and exit")
            .build());
    spec.usageMessage().sortOptions(false).autoWidth(true);
    return spec;
  }

  private static OptionSpec flag(String help, String... names) {
    return OptionSpec.builder(names).type(boolean.class).arity("0").description(help).build();
  }

  /// The options that were given.
  ///
  /// @param parsed what the parser has made of a command line
  static ServeOptions of(CommandLine.ParseResult parsed) {
    boolean validates = parsed.hasSubcommand();
    var sources = validates ? List.of(parsed, parsed.subcommand()) : List.of(parsed);
    var settings = new ArrayList<Sources.Option>();
    Optional<Path> config = Optional.empty();
    for (var one : sources) {
      for (var setting : SETTINGS) {
        if (one.hasMatchedOption(setting.name())) {
          settings.add(
              new Sources.Option(
                  setting.key(),
                  String.valueOf(one.<Object>matchedOptionValue(setting.name(), "")),
                  "option " + setting.name()));
        }
      }
      if (one.hasMatchedOption(CONFIG)) {
        config = Optional.of(one.matchedOptionValue(CONFIG, Path.of("")));
      }
    }
    return new ServeOptions(
        validates,
        List.copyOf(settings),
        config,
        parsed.hasMatchedOption(REPLACE),
        parsed.hasMatchedOption(DETACH),
        parsed.hasMatchedOption(DEBUG),
        parsed.hasMatchedOption(QUIET));
  }
}
