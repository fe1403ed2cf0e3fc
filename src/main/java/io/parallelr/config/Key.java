package io.parallelr.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.parallelr.config.Kind.OrNone;
import io.parallelr.config.Kind.Percentage;
import io.parallelr.config.Kind.Size;
import io.parallelr.config.Kind.Switch;
import io.parallelr.config.Kind.WholeNumber;
import io.parallelr.config.Kind.Words;
import io.parallelr.config.Settings.ExecutionType;
import io.parallelr.task.RetryOn;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A key that may be configured: its one declaration, from which reading, checking, showing and the
/// check of the documentation derive.
///
/// @param <T> type of its values
/// @param path section and name, such as `limits.max-workers`
/// @param builtIn its default, written as in a file
/// @param cap what limits its value; empty for nothing
/// @param systemOnly whether only the system's file may set it
public record Key<T>(
    String path,
    Kind<T> kind,
    String builtIn,
    Optional<Cap<T, ?>> cap,
    boolean systemOnly) {
  private static final List<Key<?>> DECLARED = new ArrayList<>(); // complete once the class is
  private static final int MANY = Integer.MAX_VALUE;
  private static final String YEAR = "31536000";
  private static final String DAY = "86400";
  private static final String DATE_FORMAT = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
  /// Logback numbers no more files than these, and would not say that it keeps fewer than asked.
  private static final int MOST_BACKUPS = 20;
  /// The default of [#WORKING_DIRECTORY]: the directory where parallelr is started.
  static final String HERE = ".";

  // in the order of the documentation

  public static final Key<Integer> MAX_WORKERS = capped(
      "limits.max-workers",
      new Kind.Slots(() -> Runtime.getRuntime().availableProcessors()),
      Kind.AUTO,
      new Cap<>(() -> Key.MAX_ALLOWED_WORKERS, Optional::of, most -> most));
  public static final Key<Optional<Duration>> TIMEOUT = capped(
      "limits.timeout",
      new OrNone<>(new Seconds("0.001", YEAR), List.of(Kind.OFF, "0")),
      "600",
      new Cap<>(() -> Key.MAX_ALLOWED_TIMEOUT, limit -> limit, Optional::of));
  public static final Key<Optional<Integer>> TIMEOUT_PERCENT =
      key("limits.timeout-percent", orOff(new Percentage(100, 100_000)), Kind.OFF);
  public static final Key<Duration> WAIT_TIME =
      key("limits.wait-time", new Seconds("0.01", "10"), "0.1");
  public static final Key<Duration> TASK_START_DELAY =
      key("limits.task-start-delay", new Seconds("0", "60"), "0");
  public static final Key<Boolean> ADAPTIVE_DELAY =
      key("limits.adaptive-delay", new Switch(), "false");
  static final Key<Integer> MAX_OUTPUT_CAPTURE = capped(
      "limits.max-output-capture",
      new WholeNumber(0, MANY),
      "1000",
      new Cap<>(() -> Key.MAX_ALLOWED_OUTPUT, Optional::of, most -> most));
  public static final Key<Optional<Settings.OutputLimit>> MAX_OUTPUT =
      key("limits.max-output", orNone(new OutputSize()), Kind.NONE);
  static final Key<Optional<Integer>> MAX_ALLOWED_WORKERS =
      system("limits.max-allowed-workers", orNone(new WholeNumber(1, MANY)));
  static final Key<Optional<Duration>> MAX_ALLOWED_TIMEOUT = system(
      "limits.max-allowed-timeout",
      new OrNone<>(new Seconds("0.001", YEAR), List.of(Kind.NONE, Kind.OFF)));
  static final Key<Optional<Integer>> MAX_ALLOWED_OUTPUT =
      system("limits.max-allowed-output", orNone(new WholeNumber(0, MANY)));
  public static final Key<Boolean> STOP_LIMITS =
      key("limits.stop-limits-enabled", new Switch(), "false");
  public static final Key<Integer> MAX_CONSECUTIVE_FAILURES =
      key("limits.max-consecutive-failures", new WholeNumber(1, MANY), "5");
  public static final Key<Double> MAX_FAILURE_RATE =
      key("limits.max-failure-rate", new Kind.Ratio(0, 1), "0.5");
  public static final Key<Integer> MIN_TASKS_FOR_RATE =
      key("limits.min-tasks-for-rate-check", new WholeNumber(1, MANY), "10");
  public static final Key<List<Halt>> HALT = key("limits.halt", new Halt.Conditions(), "never");
  static final Key<Optional<Duration>> RESUME_AFTER =
      key("limits.resume-after", orOff(new Seconds("0.001", YEAR)), Kind.OFF);
  public static final Key<Optional<Double>> MAX_LOAD = key(
      "admission.max-load",
      orNone(new Load(() -> Runtime.getRuntime().availableProcessors())),
      Kind.NONE);
  public static final Key<Optional<Long>> MIN_FREE_MEMORY =
      key("admission.min-free-memory", orNone(new Size(1000)), Kind.NONE);
  public static final Key<Optional<Long>> MIN_FREE_DISK =
      key("admission.min-free-disk", orNone(new Size(1000)), Kind.NONE);
  public static final Key<Optional<Map<String, Double>>> MAX_PRESSURE =
      key("admission.max-pressure", orNone(new Pressure()), Kind.NONE);
  public static final Key<Optional<String>> LIMIT_COMMAND =
      key("admission.limit-command", orNone(new Words()), Kind.NONE);
  static final Key<Optional<Integer>> MAX_ARGUMENT_LENGTH =
      system("security.max-argument-length", orNone(new WholeNumber(1, MANY)));
  public static final Key<String> WORKING_DIRECTORY =
      key("execution.working-directory", new Words(), HERE);
  /// The former way to ask for a working directory for each slot.
  static final Key<Boolean> WORKSPACE_ISOLATION =
      key("execution.workspace-isolation", new Switch(), "false");
  static final Key<String> LAUNCHER =
      choice("execution.launcher", "auto", List.of("auto", "posix", "portable"));
  public static final Key<Duration> KILL_AFTER =
      key("execution.kill-after", new Seconds("0", "3600"), "5");
  public static final Key<Integer> RETRIES =
      key("execution.retries", new WholeNumber(0, 1000), "0");
  public static final Key<Duration> RETRY_DELAY =
      key("execution.retry-delay", new Seconds("0", DAY), "0");
  static final Key<Duration> MAX_RETRY_DELAY =
      key("execution.max-retry-delay", new Seconds("0", DAY), "300");
  public static final Key<RetryOn> RETRY_ON = key("execution.retry-on", new RetryClasses(), "any");
  public static final Key<Optional<String>> ON_TIMEOUT =
      key("execution.on-timeout", orNone(new Words()), Kind.NONE);
  public static final Key<Integer> NICE = key("execution.nice", new WholeNumber(0, 19), "0");
  public static final Key<Optional<Integer>> CPUS_PER_SLOT =
      key("execution.cpus-per-slot", orNone(new WholeNumber(1, MANY)), Kind.NONE);
  public static final Key<String> MAKE_JOBSERVER =
      choice("execution.make-jobserver", Kind.OFF, List.of(Kind.OFF, Kind.AUTO, "fifo", "pipe"));
  public static final Key<Boolean> HEADERS =
      key("execution.headers", new Switch(), "true");
  static final Key<String> IN_PROCESS_TASKER =
      choice("execution.in-process-tasker", "auto", List.of("auto", "off"));
  static final Key<Boolean> KEEP_STATUS =
      key("execution.keep-status", new Switch(), "true");
  static final Key<Duration> SETTLE = key("queue.settle", new Seconds("0", "3600"), "1");
  public static final Key<String> ORDER =
      choice("queue.order", "arrival", List.of("arrival", "name", "size"));
  static final Key<String> ON_SUCCESS =
      choice("queue.on-success", "done", List.of("done", "delete", "leave"));
  static final Key<String> ON_FAILURE =
      choice("queue.on-failure", "failed", List.of("failed", "delete", "leave"));
  static final Key<String> ON_CHANGE =
      choice("queue.on-change", "failed", List.of("failed", "requeue", "ignore"));
  static final Key<String> IGNORE = key(
      "queue.ignore",
      new Words(),
      "*.tmp *.part *.partial *.filepart *.crdownload *.download *.!ut *.swp *~ .~lock*");
  static final Key<Integer> MAX_REDELIVERIES =
      key("queue.max-redeliveries", new WholeNumber(1, 1000), "3");
  static final Key<Duration> CLAIM_TIMEOUT =
      key("queue.claim-timeout", new Seconds("5", DAY), "60");
  static final Key<Optional<Long>> JOURNAL_PART_SIZE =
      key("queue.journal-part-size", orNone(new Size(1000)), "104857600");
  static final Key<Optional<Duration>> JOURNAL_PART_AGE =
      key("queue.journal-part-age", orOff(new Seconds("1", YEAR)), DAY);
  public static final Key<Optional<String>> ON_FINISH =
      key("notify.on-finish", orNone(new Words()), Kind.NONE);
  public static final Key<Optional<String>> ON_FAILED_RUN =
      key("notify.on-failure", orNone(new Words()), Kind.NONE);
  public static final Key<Optional<URI>> NOTIFY_URL =
      key("notify.url", orNone(new HttpUrl()), Kind.NONE);
  static final Key<Duration> NOTIFY_LIMIT =
      key("notify.time-limit", new Seconds("0.1", DAY), "60");
  public static final Key<Optional<String>> METRICS_FILE =
      key("metrics.file", orNone(new Words()), Kind.NONE);
  public static final Key<Optional<Endpoint>> METRICS_PORT =
      key("metrics.port", orNone(new Endpoint.PortOrText()), Kind.NONE);
  static final Key<String> DIALECT = choice("tasker.dialect", "1", List.of("1", "2"));
  static final Key<Integer> MAX_STEPS =
      key("tasker.max-steps", new WholeNumber(1, MANY), "10000");
  static final Key<String> HOST_PROBE =
      choice("tasker.host-probe", "ping", List.of("ping", "tcp", "none"));
  static final Key<Map<String, ExecutionType>> TYPES =
      key("tasker.types", new TypeSections(), "none");
  static final Key<String> LEVEL = key(
      "logging.level",
      new Kind.Choice(
          List.of("DEBUG", "INFO", "WARN", "ERROR", "WARNING", "CRITICAL"),
          List.of("DEBUG", "INFO", "WARN", "ERROR", "WARN", "ERROR")),
      "INFO");
  static final Key<String> CONSOLE_FORMAT =
      key("logging.console-format", new Words(), "%d{HH:mm:ss} %-5level %msg%n%nopex");
  static final Key<String> FILE_FORMAT =
      key("logging.file-format", new Words(), "%d %-5level %msg%n%nopex");
  static final Key<String> CUSTOM_DATE_FORMAT =
      key("logging.custom-date-format", new Kind.DateFormat(DATE_FORMAT), DATE_FORMAT);
  static final Key<Long> MAX_LOG_SIZE = key("logging.max-log-size", new Size(1000), "10485760");
  static final Key<Integer> BACKUP_COUNT =
      key("logging.backup-count", new WholeNumber(0, MOST_BACKUPS), "5");
  static final Key<Optional<Long>> MAX_FILE_SIZE =
      key("advanced.max-file-size", orNone(new Size(1)), Kind.NONE);
  public static final Key<Optional<Long>> MEMORY_LIMIT =
      key("advanced.memory-limit", orNone(new Size(1_000_000)), Kind.NONE);

  private static final List<Key<?>> OF_BATCHES = List.copyOf(DECLARED);

  /// Both classes of keys are complete when this one is: the other makes keys, too.
  private static final class All {
    private static final List<Key<?>> KEYS =
        Stream.of(OF_BATCHES, ServeKeys.all()).<Key<?>>flatMap(List::stream).toList();
  }

  /// What a value may not exceed.
  ///
  /// @param key of the highest value
  /// @param amount of a value; empty if it is without limit
  /// @param value of an amount
  record Cap<T, C extends Comparable<? super C>>(
      Supplier<Key<Optional<C>>> key,
      Function<T, Optional<C>> amount,
      Function<C, T> value) {
    /// The value to be used in place of one that exceeds it.
    Optional<T> lowered(T asked, Values values) {
      return values.get(key.get())
          .filter(most -> amount.apply(asked).filter(a -> a.compareTo(most) <= 0).isEmpty())
          .map(value);
    }
  }

  /// All there are, in the order of the documentation.
  static List<Key<?>> all() {
    return All.KEYS;
  }

  private static <T> Key<T> key(String path, Kind<T> kind, String builtIn) {
    return declared(new Key<>(path, kind, builtIn, Optional.empty(), false));
  }

  private static Key<String> choice(String path, String builtIn, List<String> words) {
    return key(path, new Kind.Choice(words, words), builtIn);
  }

  private static <T> Key<T> capped(String path, Kind<T> kind, String builtIn, Cap<T, ?> cap) {
    return declared(new Key<>(path, kind, builtIn, Optional.of(cap), false));
  }

  private static <T> Key<Optional<T>> system(String path, Kind<Optional<T>> kind) {
    return declared(new Key<>(path, kind, Kind.NONE, Optional.empty(), true));
  }

  private static <T> Key<T> declared(Key<T> key) {
    DECLARED.add(key);
    return key;
  }

  private static <T> Kind<Optional<T>> orNone(Kind<T> kind) {
    return new OrNone<>(kind, List.of(Kind.NONE));
  }

  private static <T> Kind<Optional<T>> orOff(Kind<T> kind) {
    return new OrNone<>(kind, List.of(Kind.OFF));
  }

  /// The words that it may be set to, for the completion of shells; empty if there are others.
  public List<String> choices() {
    return kind.choices();
  }

  /// The default; where it is not a word, an empty section.
  ConfigValue builtInValue() {
    return kind instanceof TypeSections || kind instanceof Sections
        ? ConfigValueFactory.fromMap(Map.of())
        : ConfigValueFactory.fromAnyRef(builtIn);
  }

  /// Reads a value that stands elsewhere than in a configuration.
  ///
  /// @throws InvalidValueException if it does not fit; the message continues a sentence that begins
  ///   with what it is
  public T parse(String text) throws InvalidValueException {
    return kind.read(ConfigValueFactory.fromAnyRef(text));
  }

  String section() {
    return path.substring(0, path.indexOf('.'));
  }

  /// The key without its sections.
  String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /// The environment variable that sets it.
  String variable() {
    return "PARALLELR_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /// The key of that path, if there is one.
  public static Optional<Key<?>> named(String path) {
    return all().stream()
        .<Key<?>>map(key -> key)
        .filter(key -> key.path().equals(path))
        .findFirst();
  }

  static List<String> sections() {
    return all().stream().map(Key::section).distinct().toList();
  }
}
