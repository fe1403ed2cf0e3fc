package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.flows.FlowException;
import io.parallelr.flows.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What definitions may say, and how values reach steps.
@Timeout(60)
class FlowDefinitionTest {
  private FlowsTrial trial;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    trial = new FlowsTrial(directory);
  }

  @AfterEach
  void close() throws Exception {
    trial.flows.close();
  }

  @Test
  void parametersAreCheckedAndHaveDefaults() throws Exception {
    var flow = trial.started("f", f -> {
      f.parameter("who").parameter("greeting", "hello");
      f.bash("say", "echo \"@greeting@, @who@\"");
    });
    var run = flow.start(Map.of("who", "it's $(id) \"me\" `x`"));
    assertThat(run.await().parameters()).containsEntry("greeting", "hello");
    assertThat(run.output("say")).isEqualTo("hello, it's $(id) \"me\" `x`");
    assertThatThrownBy(() -> flow.start(Map.of("how", "x"))).isInstanceOf(FlowException.class)
        .hasMessage("flow f: parameter who is missing; unknown parameter how");
  }

  @Test
  void outputsGoToLaterSteps() throws Exception {
    var seen = new CopyOnWriteArrayList<Object>();
    var flow = trial.started("f", f -> {
      var a = f.bash("make it", "echo '{\"size\": 7, \"list\": [\"x y\", true]}'");
      var b = f.bash("b", "printf '%s|%s' @make it:list.0@ '@make it:size@'").after(a);
      f.program("c", "printf", "%s-", "<@b@>", "$HOME").after(b);
      f.bash("d", "echo \"$WHAT\"").env("WHAT", "got @b@!").after(b);
      f.java("e", ctx -> {
        seen.add(ctx.output("b"));
        seen.add(ctx.json("make it", "list.1"));
        ctx.out().println("from java");
      }).after(b);
      f.bash("g", "cat <<END\n[@e@]\nEND").after("e");
    });
    var run = flow.start();
    assertThat(run.await().message()).isEmpty();
    assertThat(run.output("b")).isEqualTo("x y|7");
    assertThat(run.output("c")).isEqualTo("<x y|7>-$HOME-");
    assertThat(run.output("d")).isEqualTo("got x y|7!");
    assertThat(run.output("g")).isEqualTo("[from java]");
    assertThat(seen).containsExactly("x y|7", true);
  }

  @Test
  void outputsThatAreNotWhatIsWantedFailTheStep() throws Exception {
    var flow = trial.started("f", f -> {
      f.continueOnFailure();
      var large = f.bash("large", "head -c 200000 /dev/zero | tr '\\0' x");
      f.bash("a", "echo @large@").after(large);
      f.bash("b", "echo @large:x@").after(large);
    });
    var ended = flow.start().await();
    assertThat(ended.step("a").message())
        .isEqualTo(
            "the output of step large has 200,000 bytes, and a variable can have 130,048; let it "
                + "write a file");
    assertThat(ended.step("b").message()).startsWith("the output of step large is not JSON");
  }

  @Test
  void theGraphIsCheckedWhenItIsDefined() {
    assertThatThrownBy(() -> trial.flows.define("f", f -> {
      f.bash("a", "true").after("c");
      f.bash("b", "true").after("a");
      f.bash("c", "true").after("b");
    })).isInstanceOf(FlowException.class).hasMessage("flow f: cycle: a -> b -> c -> a");
    assertThatThrownBy(() -> trial.flows.define("f", f -> {
      f.parameter("p");
      f.bash("a", "true").after("x");
      f.bash("a", "echo @no_such@");
      f.bash("b", "echo @a@").timeout(Duration.ZERO);
      f.maxRuns(0);
    })).isInstanceOf(FlowException.class)
        .hasMessageContaining("flow f: step a comes after step x, which does not exist")
        .hasMessageContaining("flow f: two steps are named a")
        .hasMessageContaining("flow f: step a: @no_such@ is neither a parameter nor a step")
        .hasMessageContaining(
            "flow f: step b uses the output of step a, and does not come after it")
        .hasMessageContaining("flow f: step b: timeout: PT0S is not positive")
        .hasMessageContaining("flow f: maxRuns: 0 is less than 1");
    trial.flows.define("f", f -> f.bash("a", "true"));
    assertThatThrownBy(() -> trial.flows.define("f", f -> f.bash("a", "true")))
        .hasMessage("flow f is defined already");
    assertThatThrownBy(() -> trial.flows.define("g", f -> f.bash("a", "echo @nme@")))
        .hasMessageContaining("@nme@ is neither a parameter nor a step");
    assertThatThrownBy(() -> trial.flows.define("a/b", _ -> {}))
        .hasMessageContaining("a name cannot have a /")
        .hasMessageContaining("it has no steps");
  }

  @Test
  void codeGetsOutputsOfStepsThatComeBeforeItAlone() throws Exception {
    var flow = trial.started("f", f -> {
      f.bash("a", "echo x");
      f.bash("other", "echo y");
      f.java("b", ctx -> ctx.out().print(ctx.output("a") + ctx.output("other"))).after("a");
    });
    assertThat(flow.start().await().step("b").message())
        .endsWith("step b uses the output of step other, and does not come after it");
  }

  @Test
  void schedulesNeedNoParameters() {
    var flow = trial.flows.define("f", f -> {
      f.parameter("p").parameter("q", "1");
      f.bash("a", "true");
    });
    assertThatThrownBy(() -> flow.every(Duration.ofHours(1))).isInstanceOf(FlowException.class)
        .hasMessage("flow f: every: parameters without a default value: p");
    assertThatThrownBy(() -> flow.cron("0 3 * * *")).isInstanceOf(FlowException.class)
        .hasMessage("flow f: cron: parameters without a default value: p");
  }

  @Test
  void namesInMessagesAreOnOneLine() {
    assertThatThrownBy(() -> trial.flows.define("a\nb", f -> f.bash("\033[2J", "true")))
        .isInstanceOf(FlowException.class)
        .hasMessage("""
            flow a\\nb: a name has to have 1 to 200 characters, and no control characters
            flow a\\nb: step name "\\x1b[2J": has to have 1 to 200 characters, and no control \
            characters
            flow a\\nb: it has no steps""");
  }

  /// A shell has commands of its own of some of these names.
  @Test
  void programsAreNeverCommandsOfAShell() throws Exception {
    var flow = trial.started("f", f -> {
      f.continueOnFailure();
      f.program("echo", "echo", "-e", "a\\tb", "$HOME", "*", "");
      f.program("exit", "exit", "0");
      f.program("eval", "eval", "touch made");
      f.program("option", "-c", "touch made");
      f.program("word", "if", "x");
    });
    var run = flow.start();
    var ended = run.await();
    assertThat(run.output("echo")).isEqualTo("a\tb $HOME * ");
    for (var name : List.of("exit", "eval", "option", "word")) {
      assertThat(ended.step(name).exitCode()).as(name).hasValue(127);
    }
    assertThat(text(run, "exit")).contains("exit: not found");
    assertThat(trial.file("made")).doesNotExist();
  }

  private static String text(Run run, String step) throws IOException {
    for (var log : run.logs()) {
      if (log.step().equals(step)) {
        return new String(log.err().readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    throw new AssertionError("no log of " + step);
  }
}
