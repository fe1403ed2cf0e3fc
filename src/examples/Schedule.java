import io.parallelr.flows.FlowEvent;
import io.parallelr.flows.Flows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

void main() throws Exception {
  var twice = new CountDownLatch(2);
  try (var flows = Flows.open(Path.of("state"))) {
    flows.listen(event -> {
      if (event instanceof FlowEvent.RunEnded ended) {
        IO.println(ended.flow() + ": " + ended.state());
        twice.countDown();
      }
    });
    var check = flows.define("check", f -> f.bash("disk", "df -P . > disk"));
    check.every(Duration.ofSeconds(1));
    check.cron("0 3 * * mon-fri");
    flows.start();
    twice.await();
  }
}
