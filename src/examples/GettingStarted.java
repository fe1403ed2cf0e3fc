import io.parallelr.flows.Flows;
import java.nio.file.Path;

void main() throws Exception {
  try (var flows = Flows.open(Path.of("state"))) {
    var flow = flows.define("flow 1", f -> {
      var first = f.bash("execution 1", "touch file1");
      var pause = f.bash("sleep", "sleep 1").after(first);
      f.bash("execution 2", "touch file2").after(pause);
    });
    flows.start();
    IO.println(flow.start().await().state());
  }
}
