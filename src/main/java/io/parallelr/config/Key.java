package io.parallelr.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.parallelr.config.Kind.Choice;
import io.parallelr.config.Kind.Seconds;
import io.parallelr.config.Kind.Size;
import io.parallelr.config.Kind.Switch;
import io.parallelr.config.Kind.WholeNumber;
import io.parallelr.config.Kind.Words;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A key that may be configured.
///
/// @param path section and name, such as `limits.max-workers`
/// @param builtIn its default, written as in a file
/// @param cap the key whose value this one may not exceed; empty for none
/// @param systemOnly whether only the system's file may set it
record Key(String path, Kind kind, String builtIn, String cap, boolean systemOnly) {
  static final String WORKING_DIRECTORY = "execution.working-directory";
  /// What it is where nothing is said: the directory where parallelr is started.
  static final String HERE = ".";
  /// The former way to ask for a working directory for each slot.
  static final String WORKSPACE_ISOLATION = "execution.workspace-isolation";
  private static final int MANY = Integer.MAX_VALUE;
  private static final String DATE_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
  /// Logback numbers no more files than these, and would not say that it keeps fewer than asked.
  private static final int MOST_BACKUPS = 20;

  /// All there are, in the order of the documentation.
  static final List<Key> ALL = List.of(
      capped(
          "limits.max-workers",
          new Kind.Slots(() -> Runtime.getRuntime().availableProcessors()),
          Kind.AUTO,
          "limits.max-allowed-workers"),
      capped(
          "limits.timeout",
          seconds("0.001", "31536000", Kind.OFF, "0"),
          "600",
          "limits.max-allowed-timeout"),
      key("limits.wait-time", seconds("0.01", "10"), "0.1"),
      key("limits.task-start-delay", seconds("0", "60"), "0"),
      capped(
          "limits.max-output-capture",
          new WholeNumber(0, MANY, false),
          "1000",
          "limits.max-allowed-output"),
      system("limits.max-allowed-workers", new WholeNumber(1, MANY, true), Kind.NONE),
      system(
          "limits.max-allowed-timeout",
          seconds("0.001", "31536000", Kind.NONE, Kind.OFF),
          Kind.NONE),
      system("limits.max-allowed-output", new WholeNumber(0, MANY, true), Kind.NONE),
      key("limits.stop-limits-enabled", new Switch(), "false"),
      key("limits.max-consecutive-failures", new WholeNumber(1, MANY, false), "5"),
      key("limits.max-failure-rate", new Kind.Ratio(0, 1), "0.5"),
      key("limits.min-tasks-for-rate-check", new WholeNumber(1, MANY, false), "10"),
      key("limits.resume-after", seconds("0.001", "31536000", Kind.OFF), Kind.OFF),
      system("security.max-argument-length", new WholeNumber(1, MANY, true), Kind.NONE),
      key(WORKING_DIRECTORY, new Words(), HERE),
      key(WORKSPACE_ISOLATION, new Switch(), "false"),
      choice("execution.launcher", "auto", List.of("auto", "posix", "portable")),
      key("execution.kill-after", seconds("0", "3600"), "5"),
      key("execution.retries", new WholeNumber(0, 1000, false), "0"),
      key("execution.retry-delay", seconds("0", "86400"), "0"),
      key("execution.max-retry-delay", seconds("0", "86400"), "300"),
      choice("execution.in-process-tasker", "auto", List.of("auto", "off")),
      key("queue.settle", seconds("0", "3600"), "1"),
      choice("queue.order", "arrival", List.of("arrival", "name", "size")),
      choice("queue.on-success", "done", List.of("done", "delete", "leave")),
      choice("queue.on-failure", "failed", List.of("failed", "delete", "leave")),
      choice("queue.on-change", "failed", List.of("failed", "requeue", "ignore")),
      key("queue.ignore", new Words(),
          "*.tmp *.part *.partial *.filepart *.crdownload *.download *.!ut *.swp *~ .~lock*"),
      key("queue.max-redeliveries", new WholeNumber(1, 1000, false), "3"),
      key("queue.claim-timeout", seconds("5", "86400"), "60"),
      key("queue.journal-part-size", new Size(1000, true), "104857600"),
      key("queue.journal-part-age", seconds("1", "31536000", Kind.OFF), "86400"),
      choice("tasker.dialect", "1", List.of("1", "2")),
      key("tasker.max-steps", new WholeNumber(1, MANY, false), "10000"),
      choice("tasker.host-probe", "ping", List.of("ping", "tcp", "none")),
      key("tasker.types", new Kind.TypeSections(), "none"),
      key(
          "logging.level",
          new Choice(
              List.of("DEBUG", "INFO", "WARN", "ERROR", "WARNING", "CRITICAL"),
              List.of("DEBUG", "INFO", "WARN", "ERROR", "WARN", "ERROR")),
          "INFO"),
      key("logging.console-format", new Words(), "%d{HH:mm:ss} %-5level %msg%n%nopex"),
      key("logging.file-format", new Words(), "%d %-5level %msg%n%nopex"),
      key("logging.custom-date-format", new Kind.DateFormat(DATE_FORMAT), DATE_FORMAT),
      key("logging.max-log-size", new Size(1000, false), "10485760"),
      key("logging.backup-count", new WholeNumber(0, MOST_BACKUPS, false), "5"),
      key("advanced.max-file-size", new Size(1, true), Kind.NONE),
      key("advanced.memory-limit", new Size(1_000_000, true), Kind.NONE));

  private static Key key(String path, Kind kind, String builtIn) {
    return new Key(path, kind, builtIn, "", false);
  }

  private static Key choice(String path, String builtIn, List<String> words) {
    return key(path, new Choice(words, words), builtIn);
  }

  private static Key capped(String path, Kind kind, String builtIn, String cap) {
    return new Key(path, kind, builtIn, cap, false);
  }

  private static Key system(String path, Kind kind, String builtIn) {
    return new Key(path, kind, builtIn, "", true);
  }

  private static Seconds seconds(String min, String max, String... absence) {
    return new Seconds(new BigDecimal(min), new BigDecimal(max), List.of(absence));
  }

  /// The default; where it is no word, an empty section.
  ConfigValue builtInValue() {
    return kind instanceof Kind.TypeSections
        ? ConfigValueFactory.fromMap(Map.of())
        : ConfigValueFactory.fromAnyRef(builtIn);
  }

  String section() {
    return path.substring(0, path.indexOf('.'));
  }

  /// The key without its section.
  String name() {
    return path.substring(path.indexOf('.') + 1);
  }

  /// The environment variable that sets it.
  String variable() {
    return "PARALLELR_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  static Optional<Key> named(String path) {
    return ALL.stream().filter(key -> key.path().equals(path)).findFirst();
  }

  static List<String> sections() {
    return ALL.stream().map(Key::section).distinct().toList();
  }
}
