package io.parallelr.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.parallelr.os.SearchPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What scripts must find, with real shells and signals.
@Timeout(60)
class ItemsDriverTest {
  @TempDir
  Path base;
  private Path directory = Path.of("/");
  private Path work = Path.of("/");
  private Path output = Path.of("/");

  @BeforeEach
  void makeDirectories() throws IOException {
    directory = base.toRealPath().resolve("job/items");
    work = Files.createDirectory(base.toRealPath().resolve("work dir"));
    output = base.resolve("output");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "sh"})
  void variablesAndFunctionsStayFromItemToItem(String shell) throws Exception {
    assertThat(run(shell, false, "X=one; export Y=two; fn() { echo from-fn; }", "echo $X $Y; fn"))
        .isEqualTo("0: one two|from-fn|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(0, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "sh"})
  void exitEndsItsItemOnly(String shell) throws Exception {
    assertThat(run(shell, false, "echo a; exit 0; echo no", "echo c")).isEqualTo("0: a|c|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(0, 2));
  }

  @Test
  void whatTheShellKnowsStaysAlsoAfterExit() throws Exception {
    assertThat(
        run(
            "Z=kept; arr=(1 2 3); declare -A map=([k]=v); g() { echo g-$Z; }; set -o pipefail",
            "shopt -s extglob; IFS=0123456789; set -C; umask 027; exit 0",
            "g; echo \"${#arr[@]} ${map[k]}\"; false | true || echo pipefail",
            "shopt -q extglob && echo extglob; umask; exit 0",
            "echo last $Z; [[ -o noclobber ]] && echo noclobber"))
        .isEqualTo("0: g-kept|3 v|pipefail|extglob|0027|last kept|noclobber|");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "sh"})
  void theFirstItemThatFailsEndsTheTask(String shell) throws Exception {
    assertThat(run(shell, false, "false; echo one", "(exit 7)", "echo never"))
        .isEqualTo("7: one|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(7, 2));
    assertThat(run(shell, false, "exit 300", "echo never")).isEqualTo("44: ");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(44, 1));
    assertThat(run(shell, false, "nonexistent-command 2> /dev/null", "echo never"))
        .isEqualTo("127: ");
    assertThat(run(shell, false, "set -e", "false; echo no", "echo never")).isEqualTo("1: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "sh"})
  void allOthersRunWhereFailureIsAllowedAndTheLastFailureCounts(String shell) throws Exception {
    assertThat(run(shell, true, "false", "echo b; exit 4", "echo c")).isEqualTo("4: b|c|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(4, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "sh"})
  void eachItemStartsInTheWorkingDirectory(String shell) throws Exception {
    assertThat(run(shell, false, "cd /; /bin/pwd", "/bin/pwd")).isEqualTo("0: /|" + work + "|");
  }

  @Test
  void theExitTrapOfItemsRunsAtTheEndOfTheTask() throws Exception {
    assertThat(run("trap 'echo bye $?' EXIT; exit 0", "echo b")).isEqualTo("0: b|bye 0|");
    assertThat(run("trap 'echo bye $?' EXIT", "exit 9", "echo no")).isEqualTo("9: bye 9|");
    assertThat(run("trap 'exit 5' EXIT", "echo b")).isEqualTo("5: b|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(5, 2));
    assertThat(run("(trap 'echo sub' EXIT; echo in)", "trap 'echo no' 0; trap - EXIT"))
        .isEqualTo("0: in|sub|");
  }

  @ParameterizedTest
  @CsvSource({"bash, false", "bash, true", "sh, false", "sh, true"})
  void anItemThatCannotBeReadIsToldFromStatusTwo(String shell, boolean soft) throws Exception {
    assertThat(run(shell, soft, "echo a", "if 'unclosed", "echo never")).startsWith("255: a|");
    assertThat(ItemsEnd.of(directory)).isInstanceOfSatisfying(ItemsEnd.Unreadable.class, end -> {
      assertThat(end.item()).isEqualTo(2);
      assertThat(end.message()).contains("item 2: ").doesNotContain("\n", base.toString());
    });

    assertThat(run(shell, false, "ls /nonexistent 2> /dev/null", "echo never")).isEqualTo("2: ");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(2, 1));
  }

  @Test
  void optionsOfItemsDoNotConcernTheDriver() throws Exception {
    assertThat(run("set -u", "echo ${undefined-none}", "set -o posix; exit 0", "echo end"))
        .isEqualTo("0: none|end|");
    assertThat(run("set -ex; [[ a == a ]]", "echo x")).doesNotContain("__p_code");
    assertThat(run("cd() { echo mine; }; printf() { :; }; exit() { :; }", "echo b"))
        .isEqualTo("0: b|");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "sh"})
  void anInterruptEndsTheLine(String shell) throws Exception {
    var process = start(shell, true, "echo ready; sleep 60; echo no", "echo never");
    signalWhenReady(process, "INT");

    assertThat(ended(process)).isEqualTo("130: ready|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(130, 1));
  }

  @Test
  void anInterruptEndsTheLineAlsoAfterATrapOfTheItem() throws Exception {
    var process = start(
        "bash",
        false,
        "trap 'echo caught' INT; trap 'echo bye' EXIT; exit 0",
        "echo ready; sleep 60; echo cleaned",
        "echo never");
    signalWhenReady(process, "INT");

    assertThat(ended(process)).isEqualTo("130: ready|caught|cleaned|bye|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(130, 2));
  }

  @Test
  void anIgnoredInterruptIsIgnoredByProgramsToo() throws Exception {
    assertThat(run("trap '' INT", "sh -c 'kill -INT $$; echo alive'; kill -INT $$; echo on"))
        .isEqualTo("0: alive|on|");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "HUP, 129", "USR1, 138"})
  void anotherSignalDoesNotStartTheNextItem(String signal, int code) throws Exception {
    var process = start("bash", true, "echo ready; sleep 60", "echo never");
    signalWhenReady(process, signal);

    assertThat(ended(process)).startsWith(code + ": ready|").doesNotContain("never");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(code, 1));
  }

  @Test
  void whatIsKilledOrReplacedIsUnfinished() throws Exception {
    var process = start("bash", false, "true", "echo ready; sleep 60");
    signalWhenReady(process, "KILL");

    assertThat(ended(process)).isEqualTo("137: ready|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Unfinished(2));
    assertThat(run("exec echo replaced", "echo never")).isEqualTo("0: replaced|");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Unfinished(1));
  }

  @Test
  void nothingOfAnEarlierAttemptIsTakenForThisOne() throws Exception {
    run("exit 3");

    driver().prepare(directory, items("bash", false, "true"));

    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Unfinished(0));
  }

  @Test
  void aTaskWithoutItemsSucceeds() throws Exception {
    assertThat(run()).isEqualTo("0: ");
    assertThat(ItemsEnd.of(directory)).isEqualTo(new ItemsEnd.Exited(0, 0));
  }

  @Test
  void othersCannotReadTheItems() throws Exception {
    run("true");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  @Test
  void fallsBackToShWithAWarningWhereBashIsMissing() throws Exception {
    var bin = Files.createDirectory(base.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("sh"), Path.of("/bin/sh"));
    var driver = ItemsDriver.install(base.resolve("programs"), new SearchPath(bin.toString()));

    var command = driver.prepare(directory, items("bash", false, "echo a"));

    assertThat(command.warning()).hasValueSatisfying(
        text -> assertThat(text).startsWith("bash not found: the script is run by " + bin + "/sh"));
    assertThat(ended(start(command))).isEqualTo("0: a|");
    assertThat(driver.prepare(directory, items("sh", false)).warning()).isEmpty();
    assertThatThrownBy(() -> driver.prepare(directory, items("zsh", false)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("zsh");
  }

  private String run(String... items) throws Exception {
    return run("bash", false, items);
  }

  /// The status and the output, with a bar for each line break.
  private String run(String shell, boolean soft, String... items) throws Exception {
    return ended(start(shell, soft, items));
  }

  private Process start(String shell, boolean soft, String... items) throws IOException {
    return start(driver().prepare(directory, items(shell, soft, items)));
  }

  private ItemsDriver driver() throws IOException {
    return ItemsDriver.install(base.resolve("programs"), SearchPath.ofThisProcess());
  }

  private Items items(String shell, boolean soft, String... texts) {
    return new Items(List.of(texts), work, soft, shell);
  }

  /// In a process group of its own, with signals as a launcher gives them.
  private Process start(ItemsDriver.Command command) throws IOException {
    var words = new ArrayList<>(List.of("setsid", "env", "--default-signal"));
    words.addAll(command.words());
    return new ProcessBuilder(words)
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private void signalWhenReady(Process process, String signal) throws Exception {
    await().until(() -> Files.readString(output).contains("ready"));
    await().until(() -> process.descendants().count() == 1); // sleep
    var kill = new ProcessBuilder("kill", "-" + signal, "--", "-" + process.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private String ended(Process process) throws Exception {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + ": " + Files.readString(output).replace('\n', '|');
  }
}
