package io.parallelr.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.job.Gate;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobTerms;
import io.parallelr.job.OnFailure;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.job.Work;
import io.parallelr.store.JobRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptStepsTest {
  @TempDir
  Path directory;
  private ServerFixture server;

  @BeforeEach
  void start() throws Exception {
    server = new ServerFixture(directory);
  }

  @AfterEach
  void end() throws Exception {
    server.close();
  }

  /// A job in which a failed step does not end the others.
  private String submit(StepSpec... steps) {
    return server.submit(
        JobSpec.of(ServerFixture.LANE, List.of(steps))
            .on(
                new JobTerms(
                    OnFailure.STOP_BRANCH,
                    JobTerms.DEFAULT.timeLimit(),
                    JobTerms.UNLIMITED)),
        "{}");
  }

  private StepFacts facts(JobRow row, String step) {
    return StepFacts.of(row.step(step).orElseThrow().end().orElseThrow());
  }

  private String reason(JobRow row, String step) {
    var end = row.step(step).orElseThrow().end().orElseThrow();
    return end instanceof StepEnd.NotRun(var reason) ? reason : end.toString();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "sh|echo out; echo err >&2; pwd|0",
      "bash|false ~ true; echo rc=$?; false; echo on|0",
      "nosuchshell|echo ${BASH_VERSION:+bash}|0",
      "sh|exit 255|255",
      "bash|kill -9 $$|-1",
      "bash|read x; echo rc=$?; cat; echo done|0",
      "python3|print('héllo')|0",
      "py3|import sys; sys.exit(7)|7",
      "dash|echo dash; exit 3|3",
      "bash|echo ( |2"})
  void scriptsRunAsTheirTypeSays(String type, String text, int code) throws Exception {
    var row = server.awaitEnd(
        server.submit("{}", server.script("s", type, text.replace('~', '|'))));

    assertThat(facts(row, "s").code()).isEqualTo(code);
    assertThat(server.out(row.id(), "s")).isEqualTo(switch (text) {
      case "echo out; echo err >&2; pwd" -> "out\nerr\n" + directory + "\n";
      case "false ~ true; echo rc=$?; false; echo on" -> "rc=1\non\n";
      case "echo ${BASH_VERSION:+bash}" -> "bash\n";
      case "read x; echo rc=$?; cat; echo done" -> "rc=1\ndone\n";
      case "print('héllo')" -> "héllo\n";
      case "echo dash; exit 3" -> "dash\n";
      case "echo (" -> server.out(row.id(), "s"); // the shell's own words
      default -> "";
    });
  }

  @Test
  void javaRunsInOtherMachines() throws Exception {
    var row = server.awaitEnd(
        submit(
            server.script("java", "java", "void main() { IO.println(6 * 7); System.exit(5); }"),
            server.script(
                "jshell",
                "jshell",
                "int twice(int n) {\n  return 2 * n;\n}\nIO.println(twice(21))\n/exit 4\n"),
            server.script("bad", "jshell", "int x = 1;\nint y = x / 0;\nIO.println(y)\n"),
            server.script("wrong", "jshell", "int x = \"a\";\n")));

    assertThat(facts(row, "java").code()).isEqualTo(5);
    assertThat(server.out(row.id(), "java")).isEqualTo("42\n");
    assertThat(facts(row, "jshell").code()).isEqualTo(4);
    assertThat(server.out(row.id(), "jshell")).isEqualTo("42\n");
    assertThat(facts(row, "bad").code()).isEqualTo(1);
    assertThat(server.out(row.id(), "bad")).contains("/ by zero").doesNotContain("IO.println");
    assertThat(facts(row, "wrong").code()).isEqualTo(1);
    assertThat(server.out(row.id(), "wrong")).contains("incompatible types");
  }

  @Test
  void whatIsMissingIsSaidAtOnce() throws Exception {
    var row = server.awaitEnd(
        submit(
            server.script("g", "groovy", "println 1"),
            server.script("c", "cmd", "dir")));

    assertThat(facts(row, "g").code()).isEqualTo(StepFacts.NOT_RUN);
    assertThat(reason(row, "g")).isEqualTo("groovy not found; steps of type groovy need it");
    assertThat(reason(row, "c")).isEqualTo("steps of type cmd need Windows; use sh, bash or ps1");
  }

  @Test
  void configurationAndPluginsAddTypes() throws Exception {
    server.end(JobServer.Shutdown.FINISH);
    plugin(directory.resolve("plugins"));
    server.start();

    var row = server.awaitEnd(
        server.submit(
            "{}",
            server.script("configured", "shouted", "hello"),
            server.script("plugged", "reversed", "abc")));

    assertThat(server.out(row.id(), "configured")).isEqualTo("HELLO");
    assertThat(server.out(row.id(), "plugged").strip()).isEqualTo("cba");
  }

  @Test
  void aPluginThatIsNotAJarIsAnError() throws Exception {
    var plugins = Files.createDirectories(directory.resolve("more"));
    var jar = plugins.resolve("junk.jar");
    Files.writeString(jar, "junk\n");
    assertThatThrownBy(() -> Plugins.of(plugins)).isInstanceOf(IOException.class)
        .hasMessageStartingWith("plugins: " + jar + " is not a jar, or damaged (");

    Files.delete(jar);
    plugin(plugins);
    var whole = Files.readAllBytes(plugins.resolve("reversed.jar"));
    Files.write(plugins.resolve("reversed.jar"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> Plugins.of(plugins)).hasMessageContaining("reversed.jar");
  }

  private void plugin(Path plugins) throws Exception {
    var sources = Files.createDirectories(directory.resolve("sources"));
    var source = sources.resolve("Reversed.java");
    Files.writeString(source, """
        public class Reversed implements io.parallelr.serve.StepType {
          public String name() { return "reversed"; }
          public java.util.List<String> command(java.nio.file.Path script) {
            return java.util.List.of("rev", script.toString());
          }
        }
        """);
    var classPath = System.getProperty("java.class.path");
    int status = ToolProvider.getSystemJavaCompiler()
        .run(
            null, null, null, "-proc:none", "-cp", classes() + ":" + classPath, source.toString());
    assertThat(status).isZero();
    Files.createDirectories(plugins);
    try (var jar = new java.util.jar.JarOutputStream(
        Files.newOutputStream(plugins.resolve("reversed.jar")))) {
      jar.putNextEntry(new java.util.zip.ZipEntry("Reversed.class"));
      jar.write(Files.readAllBytes(sources.resolve("Reversed.class")));
      jar.putNextEntry(
          new java.util.zip.ZipEntry("META-INF/services/io.parallelr.serve.StepType"));
      jar.write("Reversed\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static Path classes() throws Exception {
    return Path.of(
        StepType.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void rulesLookAtWhatHasRun() throws Exception {
    var first = server.script("first", "sh", "echo one; echo two; exit 3");
    var row = server.awaitEnd(
        submit(
            first.on(
                new StepTerms(
                    new Gate.Open(),
                    true,
                    StepTerms.DEFAULT.retries(),
                    StepTerms.DEFAULT.timeLimit())),
            ruled(
                "skipped",
                "steps.first.code == 3 and steps.first.output contains 'two'",
                Gate.Effect.SKIP),
            ruled("runs", "env.STAGE != 'prod' || task.name == 'x'", Gate.Effect.SKIP),
            ruled("blocked", "steps.first.state == 'failed'", Gate.Effect.BLOCK),
            ruled("broken", "steps.nothing.code == 1", Gate.Effect.SKIP)));

    assertThat(facts(row, "skipped")).isEqualTo(new StepFacts("skipped", StepFacts.SKIPPED));
    assertThat(facts(row, "runs")).isEqualTo(new StepFacts("stopped", 0));
    assertThat(facts(row, "blocked")).isEqualTo(new StepFacts("blocked", StepFacts.BLOCKED));
    assertThat(facts(row, "broken")).isEqualTo(new StepFacts("failed", StepFacts.NOT_RUN));
    assertThat(reason(row, "broken")).isEqualTo("rule: code of nil");
  }

  private StepSpec ruled(String name, String rule, Gate.Effect effect) {
    return server.withSetup(
        StepSpec.of(name, new Work.Script("sh", "true"), "first")
            .on(
                new StepTerms(
                    new Gate.Rule(rule, effect),
                    false,
                    StepTerms.DEFAULT.retries(),
                    StepTerms.DEFAULT.timeLimit())),
        Map.of("STAGE", "prod"));
  }

  @Test
  void scriptsOutliveTheServer() throws Exception {
    var job = submit(
        server.script("sh", "sh", "until [ -e go ]; do sleep 0.05; done; echo sh; exit 3"),
        server.script(
            "python",
            "python3",
            "import os, time, sys\nwhile not os.path.exists('go'): time.sleep(0.05)\n"
                + "print('python')\nsys.exit(4)"));
    org.awaitility.Awaitility.await()
        .until(
            () -> server.row(job)
                .steps()
                .stream()
                .filter(s -> s.started().isPresent())
                .count() == 2);
    server.restart(JobServer.Shutdown.KEEP);
    Files.createFile(directory.resolve("go"));

    var row = server.awaitEnd(job);

    assertThat(facts(row, "sh").code()).isEqualTo(3);
    assertThat(facts(row, "python").code()).isEqualTo(4);
    assertThat(server.out(job, "python")).isEqualTo("python\n");
  }
}
