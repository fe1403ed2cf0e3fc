package io.parallelr.autoexec;

import io.parallelr.job.Work;
import io.parallelr.json.JsonValues;
import java.util.List;
import java.util.Map;

/// Steps in Go: the content has imports and functions, among them `EvalCall(ctx, params)`. It is
/// made a program, which an interpreter or the Go tools of this machine run as a process of its own.
final class YaegiScript {
  private static final String IMPORT_GJSON = "\"github.com/tidwall/gjson\"";
  private static final String MAIN =
      """

          func main() {
          	EvalCall(parallelrContext.Background(), parallelrParams(parallelrOs.Getenv("PARALLELR_PARAMS")))
          }
          """;

  private YaegiScript() {}

  static Work of(TaskRequest.Step step, Map<String, String> environment) {
    var program = Programs.first(environment, List.of("yaegi", "go"));
    if (program.isEmpty()) {
      return new Work.Unavailable(
          "neither yaegi nor go is installed here; steps of type yaegi need one of them");
    }
    if (!step.content().contains("EvalCall")) {
      return new Work.Unavailable("the content has no function EvalCall");
    }
    var command = program.get().equals("go") ? "go run main.go" : "yaegi run main.go";
    return new Work.Script("bash", """
        set -e
        PARALLELR_PARAMS=%s
        export PARALLELR_PARAMS WORKSPACE="$TASK_WORKSPACE"
        directory=$(mktemp -d)
        trap 'rm -rf "$directory"' EXIT
        printf '%%s' %s > "$directory/main.go"
        cd "$directory"
        %s
        """.formatted(
        Programs.quoted(JsonValues.text(environment)),
        Programs.quoted(source(step.content())),
        command));
  }

  /// Imports stand before all else in Go, so ours precede the content and our functions follow it.
  /// Parameters are a map where the content does not import gjson, which may not be installed.
  private static String source(String content) {
    boolean usesGjson = content.contains(IMPORT_GJSON);
    var parameters = usesGjson
        ? """
            import parallelrGjson "github.com/tidwall/gjson"
            var parallelrParams = parallelrGjson.Parse
            """
        : """
            import parallelrJson "encoding/json"
            func parallelrParams(text string) map[string]string {
            	params := map[string]string{}
            	_ = parallelrJson.Unmarshal([]byte(text), &params)
            	return params
            }
            """;
    var imports = parameters.lines().filter(line -> line.startsWith("import ")).toList();
    var rest = parameters.lines().filter(line -> !line.startsWith("import ")).toList();
    return "package main\nimport parallelrContext \"context\"\nimport parallelrOs \"os\"\n"
        + String.join("\n", imports) + '\n'
        + content + '\n'
        + String.join("\n", rest) + '\n'
        + MAIN;
  }
}
