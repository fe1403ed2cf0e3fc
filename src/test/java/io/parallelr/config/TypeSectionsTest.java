package io.parallelr.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.config.Settings.ExecutionType;
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

class TypeSectionsTest {
  @TempDir
  Path directory;

  @Test
  void typesOfAllFilesAreThereAndALaterOneGoesBefore() throws IOException {
    var types = types(
        """
            tasker.types {
              agent { command = "agent {hostname} {command}", probe = ping, expect = OK, probe-timeout = 2 min }
              twice { command = first }
            }
            """,
        """
            tasker.types.twice { command = "second {line}", needs-host = no }
            """);

    assertThat(types).isEqualTo(
        Map.of(
            "agent",
            new ExecutionType(
                "agent {hostname} {command}",
                Optional.of("ping"),
                Optional.of("OK"),
                Duration.ofMinutes(2),
                true),
            "twice",
            new ExecutionType(
                "second {line}",
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                false)));
  }

  @Test
  void thereIsNoneUnlessSomebodyAddsOne() throws IOException {
    assertThat(types("", "")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
      a.comand = x                      ; has an unknown key a.comand
      a { probe = x }                   ; has no a.command: give one such as
      a { command = " " }               ; has a.command, which is '
      a { command = [x] }               ; has a.command, which is a list
      a { command = x, needs-host = 3 } ; has a.needs-host, which is '3', not true or false
      a { command = x, probe-timeout = 0 } ; has a.probe-timeout, which is '0', not a time
      "a b" { command = x }             ; has a type 'a b': use letters
      a = x                             ; has a, which is not a section
      """)
  void aMistakeIsToldWithItsPlace(String type, String message) throws IOException {
    var file = Files.writeString(directory.resolve("p.conf"), "\ntasker.types." + type);

    assertThat(Configuration.load(sources(file, directory.resolve("none"))))
        .isInstanceOfSatisfying(
            Configuration.Invalid.class,
            invalid -> assertThat(invalid.errors()).singleElement()
                .asString()
                .startsWith(file + ":2: tasker.types " + message));
  }

  private Map<String, ExecutionType> types(String system, String user) throws IOException {
    var loaded = Configuration.load(
        sources(
            Files.writeString(directory.resolve("system.conf"), system),
            Files.writeString(directory.resolve("user.conf"), user)));
    assertThat(loaded).isInstanceOf(Configuration.Valid.class);
    return ((Configuration.Valid) loaded).settings().tasker().types();
  }

  private static Sources sources(Path system, Path user) {
    return new Sources(system, user, List.of(), Map.of(), List.of());
  }
}
