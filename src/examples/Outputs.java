import io.parallelr.flows.Flows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

void main() throws Exception {
  try (var flows = Flows.open(Path.of("state"))) {
    var nightly = flows.define("nightly", f -> {
      f.parameter("name").parameter("greeting", "hello");
      var make = f.bash("make", "echo '{\"size\": 3, \"words\": [\"a b\", \"c\"]}'")
          .timeout(Duration.ofMinutes(5))
          .retry(3, Duration.ofSeconds(1));
      var say = f.bash("say", "echo \"@greeting@, @name@: @make:words.0@\"").after(make);
      f.java("report", context -> {
        context.log("this goes to the error stream of the step");
        context.out().printf("%s (%d)%n", context.output("say"), context.json("make", "size"));
      }).after(say);
    });
    flows.start();
    var run = nightly.start(Map.of("name", "it's $HOME"));
    IO.println(run.await().state());
    IO.println(run.output("report"));
  }
}
