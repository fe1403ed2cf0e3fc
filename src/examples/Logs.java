import io.parallelr.flows.Flows;
import java.nio.file.Path;

void main() throws Exception {
  try (var flows = Flows.open(Path.of("state"))) {
    var flow = flows.define("check", f -> f.bash("look", "echo found; echo 'not all' >&2; exit 3"));
    flows.start();
    var ended = flow.start().await();
    IO.println(ended.message());
    var run = flows.find(ended.id()).orElseThrow(); // as a later program can do, with an id it has kept
    for (var log : run.logs()) {
      try (var errors = log.err()) {
        IO.println(log.step() + ": " + run.output(log.step()) + ", " + new String(errors.readAllBytes()).strip());
      }
    }
  }
}
