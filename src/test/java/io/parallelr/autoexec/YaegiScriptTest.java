package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.job.Work;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YaegiScriptTest {
  private static final String CONTENT = """
      // func EvalCall is called with a context
      import "fmt"
      func EvalCall(ctx context.Context, params map[string]string) {
      	fmt.Println(params["PATH"], `
      PARALLELR_END_OF_PROGRAM
      it's`)
      }
      """;

  @TempDir
  Path directory;

  private ScriptFixture fixture;

  @BeforeEach
  void writeYaegi() throws Exception {
    fixture = new ScriptFixture(directory);
    fixture.program("yaegi", "echo \"$PARALLELR_PARAMS $WORKSPACE\"; cat \"$2\"; exit 5");
  }

  private Work work(String content) {
    return YaegiScript.of(ScriptFixture.step("yaegi", content), fixture.environment());
  }

  @Test
  void runsAProgramThatHoldsTheContentUnchanged() throws Exception {
    var result = fixture.run(work(CONTENT));
    assertThat(result.code()).isEqualTo(5);
    assertThat(result.output())
        .contains("{\"PATH\":\"" + directory)
        .contains(" " + directory + "\n")
        .contains(CONTENT)
        .contains("func main() {");
  }

  @Test
  void importsBeforeAllElse() throws Exception {
    var output = fixture.run(work(CONTENT)).output();
    assertThat(output.lastIndexOf("import ")).isLessThan(output.indexOf("func parallelrParams"));
  }

  @Test
  void isUnavailableWithoutAnInterpreter() {
    var work = YaegiScript.of(ScriptFixture.step("yaegi", CONTENT), Map.of("PATH", "/nonexistent"));
    assertThat(work).isInstanceOfSatisfying(
        Work.Unavailable.class,
        unavailable -> assertThat(unavailable.reason()).contains("neither yaegi nor go"));
  }

  @Test
  void isUnavailableWithoutItsFunction() {
    assertThat(work("func Other() {}")).isInstanceOfSatisfying(
        Work.Unavailable.class,
        unavailable -> assertThat(unavailable.reason()).contains("no function EvalCall"));
  }
}
