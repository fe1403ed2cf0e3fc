import io.parallelr.flows.Execution;
import io.parallelr.flows.Flows;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

void main(String[] arguments) throws Exception {
  var client = HttpClient.newHttpClient();
  var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:9/")).build();
  Execution call = context -> client.sendAsync(request, BodyHandlers.ofString())
      .thenAccept(answer -> context.out().print(answer.body()));
  try (var flows = Flows.open(Path.of("state"))) {
    var flow = flows.define("call", f -> {
      f.continueOnFailure();
      f.step("ask", call).anyExitCode();
      f.bash("go on", "echo done").after("ask");
    });
    flows.start();
    var run = flow.start();
    IO.println(run.await().step("ask").state());
    IO.println(run.output("go on"));
  }
}
