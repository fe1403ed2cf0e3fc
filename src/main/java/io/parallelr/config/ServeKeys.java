package io.parallelr.config;

import io.parallelr.config.Kind.Choice;
import io.parallelr.config.Kind.OrNone;
import io.parallelr.config.Kind.Size;
import io.parallelr.config.Kind.Switch;
import io.parallelr.config.Kind.WholeNumber;
import io.parallelr.config.Kind.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys of the server.
public final class ServeKeys {
  private static final List<Key<?>> DECLARED = new ArrayList<>(); // complete once the class is
  private static final int SHORTEST_SECRET = 16;
  private static final int LEAST_SLOTS = 32;
  private static final int SLOTS_OF_A_CPU = 8;
  private static final String YEAR = "31536000";
  private static final String WEEK = "604800";
  private static final String DAY = "86400";

  // in the order of the documentation

  public static final Key<List<Endpoint>> ADDRESS =
      key("address", new ListOf<>(new Endpoint.Text()), "127.0.0.1:9009");
  public static final Key<String> SOCKET = key("socket", new Words(), Kind.AUTO);
  public static final Key<String> DATA = key("data", new Words(), Kind.AUTO);
  public static final Key<String> PIPELINES_PATH =
      key("pipelines.path", new Words(), Key.HERE);
  public static final Key<String> PIPELINES_PATTERN =
      key("pipelines.pattern", new Words(), "**/pipelines.{yml,yaml}");
  public static final Key<Boolean> PIPELINES_STRICT =
      key("pipelines.strict", new Switch(), "false");
  public static final Key<Boolean> PIPELINES_WATCH =
      key("pipelines.watch", new Switch(), "false");
  static final Key<Duration> POLL_INTERVAL =
      key("pipelines.poll-interval", new Seconds("0.1", "86400"), "30");
  public static final Key<Integer> SLOTS =
      key("slots", new Kind.Slots(ServeKeys::cpus, ServeKeys::defaultSlots), Kind.AUTO);
  static final Key<List<String>> JWT_SECRETS =
      key("jwt-secrets", new Secrets(SHORTEST_SECRET), Kind.NONE);
  public static final Key<String> JWT_SECRETS_FILE =
      key("jwt-secrets-file", new Words(), Kind.AUTO);
  public static final Key<String> ON_RESTART = choice("on-restart", "continue", "cancel");
  public static final Key<String> ON_SHUTDOWN =
      choice("on-shutdown", "keep", "finish", "cancel");
  public static final Key<String> ON_UNKNOWN = choice("on-unknown", "fail", "rerun");
  static final Key<Boolean> RENDER_VALUES = key("render-values", new Switch(), "false");
  static final Key<Optional<Duration>> RETENTION_REMOVED = key(
      "retention.removed",
      new OrNone<>(new Seconds("0.001", YEAR), List.of(Kind.OFF)),
      WEEK);
  public static final Key<String> STATIC = key("static", new Words(), Kind.NONE);
  public static final Key<Duration> GRACE = key("grace", new Seconds("0", "3600"), "5");
  static final Key<List<String>> ENV_FILES =
      key("env-files", new ListOf<>(new Words()), ".env, .env.local");
  static final Key<Long> MAX_BODY = key("max-body", new Size(1000), "1048576");
  static final Key<Integer> MAX_CONNECTIONS =
      key("max-connections", new WholeNumber(1, 100_000), "2000");

  public static final Key<Map<String, Map<String, String>>> STEP_TYPES = key(
      "step-types",
      new Sections(List.of("command"), "NAME { command = \"lua @SCRIPT@\" }"),
      Kind.NONE);
  public static final Key<Map<String, Map<String, String>>> HOOKS = key(
      "hooks",
      new Sections(
          List.of("command", "url", "secret-file", "events", "dialects", "names"),
          "NAME { url = \"https://host/path\" }"),
      Kind.NONE);
  static final Key<Integer> TASKS_POOL =
      key("tasks.pool-size", new Kind.Slots(ServeKeys::cpus, ServeKeys::defaultPool), Kind.AUTO);
  static final Key<Duration> TASKS_TIME_LIMIT =
      key("tasks.time-limit", new Seconds("1", YEAR), DAY);
  static final Key<Optional<Duration>> TASKS_KEPT = key(
      "tasks.keep",
      new OrNone<>(new Seconds("1", YEAR), List.of(Kind.OFF)),
      Kind.OFF);
  static final Key<Optional<Long>> TASKS_QUOTA =
      key("tasks.quota", new OrNone<>(new Size(1000), List.of(Kind.OFF)), Kind.OFF);
  static final Key<Boolean> TASKS_SHELL = key("tasks.shell", new Switch(), "false");
  static final Key<Boolean> TASKS_TEMPLATE_ACCESS =
      key("tasks.template-access", new Switch(), "false");

  private static final List<Key<?>> ALL = List.copyOf(DECLARED);

  private ServeKeys() {}

  private static int cpus() {
    return Runtime.getRuntime().availableProcessors();
  }

  /// Most processes of jobs wait for something else than a CPU.
  private static int defaultSlots() {
    return Math.max(LEAST_SLOTS, SLOTS_OF_A_CPU * cpus());
  }

  private static int defaultPool() {
    return 2 * cpus();
  }

  private static Key<String> choice(String name, String... words) {
    return key(name, new Choice(List.of(words), List.of(words)), words[0]);
  }

  private static <T> Key<T> key(String name, Kind<T> kind, String builtIn) {
    var key = new Key<>("serve." + name, kind, builtIn, Optional.empty(), false);
    DECLARED.add(key);
    return key;
  }

  static List<Key<?>> all() {
    return ALL;
  }
}
