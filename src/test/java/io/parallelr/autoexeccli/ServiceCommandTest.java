package io.parallelr.autoexeccli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServiceCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @TempDir
  Path home = Path.of("");

  private String problem = "";

  private int execute(String... words) {
    var command = new ServiceCommand(
        Map.of("XDG_CONFIG_HOME", home.toString()),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    return new CommandLine(command).setExecutionExceptionHandler((e, _, _) -> {
      problem = String.valueOf(e.getMessage());
      return 2;
    }).execute(words);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aUnitStartsThisInstallationWithTheGivenOptions() {
    assertThat(execute("install", "--print", "--", "--root_dir", "/a b", "--pool_size=2")).isZero();

    assertThat(printed()).containsPattern(
        "ExecStart=\"?/.*/bin/autoexecflow\"? server --root_dir \"/a b\" --pool_size=2\n")
        .contains("WantedBy=multi-user.target");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void specialCharactersOfUnitsAreTakenAsTheyAre() {
    assertThat(execute("install", "--print", "--user", "--", "--node_name", "50%$x\"y\\z"))
        .isZero();

    assertThat(printed()).contains("server --node_name \"50%%$$x\\\"y\\\\z\"\n")
        .contains("WantedBy=default.target");
  }

  @Test
  void anOptionWithALineBreakIsRefused() {
    assertThat(execute("install", "--print", "--", "--node_name", "a\nExecStartPre=/bin/false"))
        .isEqualTo(2);

    assertThat(problem).contains("line break");
    assertThat(printed()).isEmpty();
  }

  @Test
  void anotherActionIsRefused() {
    assertThat(execute("start")).isEqualTo(2);

    assertThat(problem).isEqualTo("service: 'start' is not valid; give install or uninstall");
  }

  @Test
  void whatIsNotInstalledCannotBeUninstalled() {
    assertThat(execute("uninstall", "--user")).isEqualTo(2);

    assertThat(problem).isEqualTo(
        "%s is not installed".formatted(home.resolve("systemd/user/AutoExecFlow.service")));
  }

  @Test
  void anInstalledUnitIsShown() throws Exception {
    var unit = home.resolve("systemd/user/AutoExecFlow.service");
    Files.createDirectories(unit.getParent());
    Files.writeString(unit, "[Unit]\n");

    assertThat(execute("uninstall", "--user", "--print")).isZero();

    assertThat(printed()).isEqualTo("[Unit]\n");
    assertThat(unit).exists();
  }
}
