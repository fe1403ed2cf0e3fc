package io.parallelr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.task.TimeLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir
  Path directory;

  @Test
  void percentagesAreShownAsTheyAreWritten() throws Exception {
    assertThat(Key.TIMEOUT_PERCENT.parse("300%")).contains(300);
    assertThat(Key.TIMEOUT_PERCENT.parse("300")).contains(300);
    assertThatThrownBy(() -> Key.TIMEOUT_PERCENT.parse("50%"))
        .hasMessage("is '50%', not a percentage from 100% to 100000%, or off");
  }

  @Test
  void theDefaultsAreThoseOfTheDocumentation() throws IOException {
    var settings = valid(load()).settings();
    var documentation = Files.readString(Path.of("docs/configuration.md"));

    assertThat(settings.limits()).isEqualTo(
        new Settings.Limits(
            Runtime.getRuntime().availableProcessors(),
            Duration.ofMinutes(10),
            Optional.empty(),
            Optional.empty(),
            Duration.ofMillis(100),
            Duration.ZERO,
            false,
            List.of(),
            1000,
            Optional.empty()));
    assertThat(settings.stopLimits())
        .isEqualTo(new Settings.StopLimits(false, 5, 0.5, 10, Optional.empty()));
    assertThat(settings.advanced())
        .isEqualTo(new Settings.Advanced(Optional.empty(), Optional.empty()));
    for (var key : Key.all()) {
      assertThat(documentation)
          .contains("`" + key.path() + "` | `" + key.builtIn().replace("|", "\\|"));
    }
  }

  @Test
  void theDocumentationSaysWhichKeysAreForTheSystemAlone() throws IOException {
    var rows = Files.readAllLines(Path.of("docs/configuration.md"));

    for (var key : Key.all()) {
      assertThat(rows).filteredOn(row -> row.startsWith("| `" + key.path() + "` |"))
          .singleElement()
          .satisfies(
              row -> assertThat(row.contains("(system file only)")).isEqualTo(key.systemOnly()));
    }
  }

  @Test
  void theDocumentationHasNoKeyThatIsUnknown() throws IOException {
    var rows = Files.readAllLines(Path.of("docs/configuration.md"));

    assertThat(rows).filteredOn(row -> row.startsWith("| `"))
        .extracting(row -> row.split("`", -1)[1])
        .containsExactlyElementsOf(Key.all().stream().map(key -> key.path()).toList());
  }

  @Test
  void theFileThatIsShippedNamesEveryKeyWithItsDefault() {
    var shipped = valid(Configuration.load(sources(Path.of("conf/parallelr.conf"), none())));

    assertThat(shipped.settings()).isEqualTo(valid(load()).settings());
    assertThat(shipped.warnings()).isEmpty();
    assertThat(shipped.entries())
        .allSatisfy(entry -> assertThat(entry.origin()).startsWith("conf/parallelr.conf:"));
  }

  @Test
  void laterSourcesWin() throws IOException {
    var system = write("system.conf", "limits { max-workers = 3, timeout = 1, wait-time = 1 }");
    var user = write("user.conf", "limits.max-workers = 4\nlimits.timeout = 2");
    var given = write("given.conf", "limits.max-workers = 5");

    var loaded = valid(Configuration.load(new Sources(
        system,
        user,
        List.of(given),
        Map.of("PARALLELR_LIMITS_MAX_WORKERS", "6", "PARALLELR_HOME", "/x"),
        List.of(new Sources.Option(Key.MAX_WORKERS, "7", "option -m")))));

    assertThat(loaded.settings().limits().maxWorkers()).isEqualTo(7);
    assertThat(origin(loaded, "limits.max-workers")).isEqualTo("option -m");
    assertThat(origin(loaded, "limits.timeout")).isEqualTo(user + ":2");
    assertThat(origin(loaded, "limits.wait-time")).isEqualTo(system + ":1");
    assertThat(origin(loaded, "limits.task-start-delay")).isEqualTo("built-in default");
  }

  @Test
  void aUsersValueOverTheMaximumIsCappedAndSaidSo() throws IOException {
    var system =
        write("system.conf", "limits { max-allowed-workers = 8, max-allowed-timeout = 60 }");
    var user = write("user.conf", "limits {\n  max-workers = 50\n  timeout = 2 min\n}");

    var loaded = valid(Configuration.load(sources(system, user)));

    assertThat(loaded.settings().limits().maxWorkers()).isEqualTo(8);
    assertThat(loaded.settings().limits().timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(loaded.warnings()).containsExactly(
        user + ":2: limits.max-workers 50 is more than limits.max-allowed-workers allows; 8 is used",
        user + ":3: limits.timeout 120 s is more than limits.max-allowed-timeout allows; "
            + "60 s is used");
  }

  @Test
  void aLowerMaximumLowersTheDefaultWithoutAWarning() throws IOException {
    var system = write("system.conf", "limits.max-allowed-workers = 1");

    var loaded = valid(Configuration.load(sources(system, none())));

    assertThat(loaded.settings().limits().maxWorkers()).isEqualTo(1);
    assertThat(origin(loaded, "limits.max-workers"))
        .isEqualTo("built-in default (auto), capped by limits.max-allowed-workers");
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void noLimitIsMoreThanAnyMaximum() throws IOException {
    var system = write("system.conf", "limits.max-allowed-timeout = 60");
    var user = write("user.conf", "limits.timeout = 0");

    var capped = valid(Configuration.load(sources(system, user)));
    var free = valid(Configuration.load(sources(none(), user)));

    assertThat(capped.settings().limits().timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(capped.warnings()).containsExactly(
        user + ":1: limits.timeout off is more than limits.max-allowed-timeout allows; "
            + "60 s is used");
    assertThat(free.settings().limits().timeout()).isEqualTo(TimeLimit.NONE);
    assertThat(free.warnings()).isEmpty();
  }

  @Test
  void nothingIsLimitedUnlessAnAdministratorSaysSo() throws IOException {
    var user = write("user.conf", """
        limits { max-workers = 5000, timeout = 300 days, max-output-capture = 1000000 }
        """);

    var loaded = valid(Configuration.load(sources(none(), user)));

    assertThat(loaded.warnings()).isEmpty();
    assertThat(loaded.settings().limits()).isEqualTo(
        new Settings.Limits(
            5000,
            Duration.ofDays(300),
            Optional.empty(),
            Optional.empty(),
            Duration.ofMillis(100),
            Duration.ZERO,
            false,
            List.of(),
            1_000_000,
            Optional.empty()));
    assertThat(loaded.settings().security().maxArgumentLength()).isEmpty();
  }

  @Test
  void theFormerSwitchForIsolationMeansADirectoryForEachSlot() throws IOException {
    var on = write("on.conf", "execution.workspace-isolation = yes");
    var off = write("off.conf", "execution.workspace-isolation = no");
    var chosen = write("chosen.conf", "execution.working-directory = /srv");

    assertThat(directoryOf(on, none())).isEqualTo("slot");
    assertThat(directoryOf(on, off)).isEqualTo(".");
    assertThat(directoryOf(on, chosen)).isEqualTo("/srv");
    assertThat(directoryOf(chosen, off)).isEqualTo("/srv");
    assertThat(directoryOf(chosen, on)).isEqualTo("slot");
    assertThat(
        origin(
            valid(Configuration.load(sources(none(), on))),
            "execution.working-directory"))
        .isEqualTo(on + ":1 (execution.workspace-isolation)");
  }

  private static String directoryOf(Path system, Path user) {
    return valid(Configuration.load(sources(system, user))).settings()
        .execution()
        .workingDirectory();
  }

  @Test
  void theSystemsOwnValueIsCappedToo() throws IOException {
    var system = write("system.conf", "limits { max-workers = 9, max-allowed-workers = 8 }");

    var loaded = valid(Configuration.load(sources(system, none())));

    assertThat(loaded.settings().limits().maxWorkers()).isEqualTo(8);
    assertThat(loaded.warnings()).containsExactly(
        system
            + ":1: limits.max-workers 9 is more than limits.max-allowed-workers allows; 8 is used");
  }

  @Test
  void theEnvironmentCannotSetWhatBelongsToTheSystemEither() {
    var loaded = valid(
        Configuration.load(
            new Sources(
                none(),
                none(),
                List.of(),
                Map.of("PARALLELR_LIMITS_MAX_ALLOWED_TIMEOUT", "9"),
                List.of())));

    assertThat(loaded.warnings()).containsExactly(
        "environment variable PARALLELR_LIMITS_MAX_ALLOWED_TIMEOUT: limits.max-allowed-timeout "
            + "is ignored: only the system's configuration file may set it");
    assertThat(origin(loaded, "limits.max-allowed-timeout")).isEqualTo("built-in default");
  }

  @Test
  void whateverAValueHoldsItIsShownOnOneLine() throws IOException {
    var file = write("user.conf", """
        logging.console-format = "a\\nb"
        """);
    var bad = write("bad.conf", """
        limits.timeout = "1\\n\\u001b[2J"
        """);

    var shown = valid(Configuration.load(sources(none(), file))).entries();
    var errors = ((Configuration.Invalid) Configuration.load(sources(none(), bad))).errors();

    assertThat(shown).extracting(Configuration.Entry::value).contains("a\\nb");
    assertThat(errors).singleElement().asString().contains("is '1\\n\\x1b[2J', not a time");
  }

  @Test
  void aUserCannotSetWhatBelongsToTheSystem() throws IOException {
    var user =
        write("user.conf", "security.max-argument-length = 9\nlimits.max-allowed-workers = 999");

    var loaded = valid(Configuration.load(sources(none(), user)));

    assertThat(loaded.settings().security().maxArgumentLength()).isEmpty();
    assertThat(loaded.warnings()).hasSize(2).allMatch(w -> w.contains("only the system's"));
    assertThat(loaded.warnings().getFirst()).startsWith(user + ":1: security.max-argument-length");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      limits { max-worker = 3 }      | 1: unknown key limits.max-worker; did you mean "limits.max-workers"?
      limits { max_workers = 3 }     | 1: unknown key limits.max_workers; did you mean "limits.max-workers"?
      limits.timeout_seconds = 3     | 1: unknown key limits.timeout_seconds; it is "limits.timeout" here
      limts.timeout = 3              | 1: unknown section limts; did you mean "limits"?
      limits = 3                     | 1: limits is a section: write limits { … }
      limits.max-workers = many      | 1: limits.max-workers is 'many', not a whole number of at least 1
      limits.max-workers = 1.5       | 1: limits.max-workers is '1.5', not a whole number of at least 1
      limits.max-workers = 0         | 1: limits.max-workers is '0', not a whole number of at least 1
      limits.max-workers = [1]       | 1: limits.max-workers is a list, not a whole number of at least 1
      limits.max-failure-rate = 50   | 1: limits.max-failure-rate is '50', not a number from 0 to 1
      limits.task-start-delay = 2 h  | 1: limits.task-start-delay is '2 h', not a time from 0 to 60 seconds
      limits.stop-limits-enabled = 2 | 1: limits.stop-limits-enabled is '2', not true or false
      execution.launcher = fork      | 1: execution.launcher is 'fork', not one of auto, posix, portable
      advanced.memory-limit = lots   | 1: advanced.memory-limit is 'lots', not a size of at least 1000000 bytes
      limits { max-workers = 3       | 1: the file ends inside a section or a list: a } or ] is missing
      """)
  void aMistakeIsNamedWithItsPlaceAndWhatWouldBeRight(String text, String message)
      throws IOException {
    var file = write("user.conf", text);

    var errors = ((Configuration.Invalid) Configuration.load(sources(none(), file))).errors();

    assertThat(errors).hasSize(1);
    assertThat(errors.getFirst()).startsWith(file + ":" + message);
  }

  @Test
  void allMistakesAreToldAtOnce() throws IOException {
    var user = write("user.conf", "limits.timeout = x\nlogging.level = LOUD\nfoo.bar = 1");

    var loaded = Configuration.load(new Sources(
        none(),
        user,
        List.of(directory.resolve("missing.conf"), directory),
        Map.of("PARALLELR_LIMITS_MAX_WORKER", "1", "PARALLELR_LIMITS_TIMEOUT", "soon"),
        List.of(new Sources.Option(Key.MAX_WORKERS, "zero", "option -m"))));

    assertThat(((Configuration.Invalid) loaded).errors()).hasSize(8)
        .anySatisfy(
            e -> assertThat(e).isEqualTo(
                "environment variable PARALLELR_LIMITS_MAX_WORKER: no such setting; "
                    + "did you mean \"PARALLELR_LIMITS_MAX_WORKERS\"?"))
        .anySatisfy(e -> assertThat(e).startsWith("-m is 'zero', not "));
  }

  @Test
  void unitsAreUnderstood() throws IOException {
    var file = write("user.conf", """
        limits.timeout = 1.5
        execution.kill-after = 250 ms
        logging.max-log-size = 2 MiB
        advanced.memory-limit = "500 MB"
        logging.level = critical
        limits.stop-limits-enabled = yes
        """);

    var settings = valid(Configuration.load(sources(none(), file))).settings();

    assertThat(settings.limits().timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(settings.execution().killAfter()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.logging().maxLogSize()).isEqualTo(2 << 20);
    assertThat(settings.advanced().memoryLimit()).contains(500_000_000L);
    assertThat(settings.logging().level()).isEqualTo("ERROR");
    assertThat(settings.stopLimits().enabled()).isTrue();
  }

  private Configuration load() {
    return Configuration.load(sources(none(), none()));
  }

  private static Sources sources(Path system, Path user) {
    return new Sources(system, user, List.of(), Map.of(), List.of());
  }

  private Path none() {
    return directory.resolve("none.conf");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static Configuration.Valid valid(Configuration configuration) {
    assertThat(configuration).isInstanceOf(Configuration.Valid.class);
    return (Configuration.Valid) configuration;
  }

  private static String origin(Configuration.Valid loaded, String key) {
    return Optional.of(loaded)
        .stream()
        .flatMap(l -> l.entries().stream())
        .filter(e -> e.key().equals(key))
        .map(Configuration.Entry::origin)
        .findFirst()
        .orElseThrow();
  }
}
