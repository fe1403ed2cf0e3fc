package io.parallelr.prunner;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The options of the command `prunner`. Each may also be given as a variable of the environment;
/// the command line counts more.
enum Flag {
  VERBOSE("verbose", "v", Kind.TRUTH, "false", "Log more"), ENABLE_PROFILING(
      "enable-profiling",
      "",
      Kind.TRUTH,
      "false",
      "Serve threads and memory at /debug/pprof/ and /debug/vars, without a token"), DISABLE_ANSI(
          "disable-ansi", "", Kind.TRUTH, "false", "Log without colors, in logfmt"), CONFIG(
              "config",
              "",
              Kind.TEXT,
              ".prunner.yml",
              "File with the key jwt_secret; made with a new secret if it is missing and there is no --jwt-secret"), JWT_SECRET(
                  "jwt-secret",
                  "",
                  Kind.TEXT,
                  "",
                  "Secret that tokens are signed with (at least 16 characters)"), DATA("data", "",
                      Kind.TEXT, ".prunner", "Directory of all that is kept of jobs"), PATTERN(
                          "pattern",
                          "",
                          Kind.TEXT,
                          PipelineFiles.DEFAULT_PATTERN,
                          "Pattern of the files that define pipelines"), PATH("path", "", Kind.TEXT,
                              ".", "Directory in which these files are searched for"), ADDRESS(
                                  "address", "", Kind.TEXT, "localhost:9009",
                                  "Where to listen; :9009 for all interfaces"), ENV_FILES(
                                      "env-files",
                                      "",
                                      Kind.TEXTS,
                                      String.join(",", Dotenv.DEFAULT_FILES),
                                      "Files of environment variables for tasks; may be given several times; empty for none"), WATCH(
                                          "watch", "", Kind.TRUTH, "false",
                                          "Read the definitions again when they change"), POLL_INTERVAL(
                                              "poll-interval",
                                              "",
                                              Kind.TEXT,
                                              "30s",
                                              "How often to look at them with --watch if no change is reported"), STATIC(
                                                  "static", "", Kind.TEXT, "",
                                                  "Directory of a user interface to be served at /"), STRICT(
                                                      "strict",
                                                      "",
                                                      Kind.TRUTH,
                                                      "false",
                                                      "Take unknown and duplicate keys, cycles and the like for errors"), ON_RESTART(
                                                          "on-restart",
                                                          "",
                                                          Kind.TEXT,
                                                          "cancel",
                                                          "What becomes of jobs that had not ended when the server did: cancel, or continue"), ON_SHUTDOWN(
                                                              "on-shutdown",
                                                              "",
                                                              Kind.TEXT,
                                                              "signal",
                                                              "How to end: finish (wait for running jobs), cancel, keep (tasks run on; use --on-restart "
                                                                  + "continue), or signal (finish on SIGINT, cancel on SIGTERM)"), REPLACE(
                                                                      "replace", "", Kind.TRUTH,
                                                                      "false",
                                                                      "Take the place of the server that runs on this data, with its connections and jobs"), HELP(
                                                                          "help", "h", Kind.TRUTH,
                                                                          "false",
                                                                          "Show this help");

  /// What a flag has.
  enum Kind {
    /// True if nothing else is said.
    TRUTH,
    /// One value, the last that is given.
    TEXT,
    /// Values with commas between them, of all that are given.
    TEXTS
  }

  private final String word;
  private final String letter;
  private final Kind kind;
  private final String standard;
  private final String description;

  Flag(String word, String letter, Kind kind, String standard, String description) {
    this.word = word;
    this.letter = letter;
    this.kind = kind;
    this.standard = standard;
    this.description = description;
  }

  /// The flag of a name without its hyphens.
  static Optional<Flag> of(String name) {
    if (name.isEmpty()) {
      return Optional.empty(); // most have no letter
    }
    return Stream.of(values())
        .filter(
            flag -> name.equals(flag.word) || name.equals(flag.letter))
        .findFirst();
  }

  String word() {
    return word;
  }

  Kind kind() {
    return kind;
  }

  /// The value if none is given.
  String standard() {
    return standard;
  }

  /// As they are typed.
  List<String> names() {
    return letter.isEmpty() ? List.of("--" + word) : List.of("-" + letter, "--" + word);
  }

  String description() {
    return description;
  }

  /// As in a help text.
  String shown() {
    var names = letter.isEmpty() ? "--" + word : "--" + word + ", -" + letter;
    return kind == Kind.TRUTH ? names : names + " value";
  }

  /// The variable of the environment; empty if there is none.
  Optional<String> variable() {
    return this == HELP
        ? Optional.empty()
        : Optional.of("PRUNNER_" + name());
  }
}
