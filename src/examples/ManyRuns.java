import io.parallelr.flows.FlowBusyException;
import io.parallelr.flows.Flows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

void main() throws Exception {
  try (var flows = Flows.open(Flows.Settings.of(Path.of("state")).withSlots(8))) {
    var convert = flows.define("convert", f -> {
      f.parameter("file").maxRuns(2).queue(1);
      f.program("copy", "cp", "@file@", "@file@.copy").anyExitCode();
    });
    flows.start();
    for (var file : new String[] {"a", "b", "c", "d", "e"}) {
      try {
        convert.start(Map.of("file", file));
      } catch (FlowBusyException e) {
        IO.println(e.getMessage());
        break;
      }
    }
    flows.drain(Duration.ofMinutes(1));
    IO.println(convert.runs(10).stream().allMatch(run -> run.succeeded()));
  }
}
