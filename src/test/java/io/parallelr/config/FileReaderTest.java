package io.parallelr.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReaderTest {
  private final List<String> errors = new ArrayList<>();

  @TempDir
  Path directory;

  @Test
  void aSettingMayStandForAnotherOfTheFile() throws IOException {
    var file =
        write("a.conf", "limits.timeout = ${execution.kill-after}\nexecution.kill-after = 7");

    assertThat(read(file)).containsExactlyInAnyOrder("limits.timeout=7", "execution.kill-after=7");
    assertThat(errors).isEmpty();
  }

  /// The library asked for a parenthesis.
  @Test
  void aBraceThatIsMissingIsNamed() throws IOException {
    var open = write("a.conf", "limits {\n  timeout = 3\n");

    assertThat(read(open)).isEmpty();
    assertThat(errors).singleElement()
        .asString()
        .startsWith(open + ":3: the file ends inside a section")
        .endsWith("a } or ] is missing");
  }

  @Test
  void aSettingMayStandForAnEnvironmentVariable() throws IOException {
    var file = write("a.conf", "limits.max-workers = ${CORES}\nlimits.timeout = ${?UNSET}");

    var found = reader(file, Map.of("CORES", "6")).read();

    assertThat(found).singleElement().satisfies(setting -> {
      assertThat(setting.value().unwrapped()).isEqualTo("6");
      assertThat(setting.origin()).isEqualTo(file + " (environment variable CORES)");
    });
    assertThat(errors).isEmpty();
  }

  @Test
  void allThatStandsForNothingIsToldBesideOtherMistakes() throws IOException {
    var file = write("a.conf", """
        limits.timeout = ${nowhere}
        limits.max-workers = [${nobody}]
        execution = ${nothing}
        limits.tineout = 3
        logging.level = DEBUG
        """);

    assertThat(read(file)).containsExactly("logging.level=DEBUG");
    assertThat(errors).containsExactlyInAnyOrder(
        file + ":1: limits.timeout is ${nowhere}, "
            + "which has no value in this file or the environment",
        file + ":2: limits.max-workers is [${nobody}], "
            + "which has no value in this file or the environment",
        file + ":3: execution is ${nothing}, "
            + "which has no value in this file or the environment",
        file + ":4: unknown key limits.tineout; did you mean \"limits.timeout\"?");
  }

  @Test
  void aCircleIsToldOnceAndTheRestIsChecked() throws IOException {
    var file = write("a.conf", """
        limits.timeout = ${limits.wait-time}
        limits.wait-time = ${limits.timeout}
        limits.max-workers = 3
        limits.tineout = 3
        """);

    assertThat(read(file)).containsExactly("limits.max-workers=3");
    assertThat(errors).hasSize(2)
        .anyMatch(e -> e.startsWith(file + ":") && e.contains("cycle"))
        .anyMatch(e -> e.startsWith(file + ":4: unknown key limits.tineout"));
  }

  @Test
  void aMistakeInAnIncludedFileIsToldThere() throws IOException {
    var included = write("more.conf", "\nlimits.tineout = 3");
    var file = write("a.conf", "include \"more.conf\"\nlimits.timeout = 3");

    assertThat(read(file)).containsExactly("limits.timeout=3");
    assertThat(errors)
        .containsExactly(
            included + ":2: unknown key limits.tineout; did you mean \"limits.timeout\"?");
  }

  @Test
  void aRequiredIncludeThatIsNotThereIsToldInALine() throws IOException {
    var file = write("a.conf", "include required(\"gone.conf\")");

    assertThat(read(file)).isEmpty();
    assertThat(errors).singleElement()
        .asString()
        .startsWith(file + ": ")
        .endsWith("gone.conf")
        .doesNotContain("Exception");
  }

  @Test
  void aFileOfAnyNameIsHocon() throws IOException {
    assertThat(read(write("my.properties", "limits { timeout = 3 }")))
        .containsExactly("limits.timeout=3");
    assertThat(read(write("my.json", "limits { timeout = 4 } # a comment")))
        .containsExactly("limits.timeout=4");
    assertThat(errors).isEmpty();
  }

  @Test
  void onlyAFileThatIsNotThereAtAllIsPassedOver() throws IOException {
    var link = Files.createSymbolicLink(directory.resolve("link.conf"), directory.resolve("gone"));

    var missing = reader(directory.resolve("missing.conf"), Map.of()).readIfThere();
    var dangling = reader(link, Map.of()).readIfThere();
    var notAFile = reader(directory, Map.of()).readIfThere();

    assertThat(List.of(missing, dangling, notAFile)).containsOnly(List.of());
    assertThat(errors).containsExactly(
        link + ": a link to a file that does not exist; fix or remove it",
        directory + ": not a regular file; give a configuration file");
  }

  private List<String> read(Path file) {
    return reader(file, Map.of()).read()
        .stream()
        .map(setting -> setting.key().path() + '=' + setting.value().unwrapped())
        .toList();
  }

  private FileReader reader(Path file, Map<String, String> environment) {
    return new FileReader(file, environment, errors);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
