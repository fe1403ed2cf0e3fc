package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.parallelr.SpecialFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What others are told of a run.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class NoticesIT {
  private final Product product;

  NoticesIT(Product product) {
    this.product = product;
  }

  @Test
  void commandsRunAtTheEnd() throws Exception {
    product.task("a", "exit 1");
    product.task("b", "true");
    var told =
        "echo \"$PARALLELR_NAME $PARALLELR_END $PARALLELR_EXIT_STATUS $PARALLELR_TOTAL $PARALLELR_FAILED\"";

    var failed = product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "--name", "nightly", "--on-finish", told,
        "--on-failure",
        "ls \"$PARALLELR_RUN_DIRECTORY/results.jsonl\"; exit 9");
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.stderr()).contains("--on-failure: exit status 9; its output is in ");
    assertThat(product.latestRun().resolve("on-finish.out")).hasContent("nightly completed 1 2 1");
    assertThat(product.latestRun().resolve("on-failure.out")).content()
        .endsWith("/results.jsonl\n");

    var good = product.run(
        "-T", "tasks/b", "-C", "sh @TASK@", "-r", "--on-finish", "true", "--on-failure", "echo no");
    assertThat(good.status()).isZero();
    assertThat(product.latestRun().resolve("on-failure.out")).doesNotExist();
    assertThat(product.latestRun().resolve("on-finish.out")).doesNotExist(); // nothing was printed
  }

  @Test
  void aSignalCutsACommandShort() throws Exception {
    product.task("a", "true");
    var run = product.start(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "--on-finish",
        "sleep 600 & : > \"$PARALLELR_RUN_DIRECTORY/begun\"; wait");
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> Files.exists(product.latestRun().resolve("begun")));
    run.signal("INT");

    var finished = run.finish();
    assertThat(finished.status()).isZero(); // all tasks had succeeded
    assertThat(finished.stderr()).contains("were cut short");
  }

  @Test
  void theSummaryIsPostedUntilItIsTaken() throws Exception {
    product.task("a", "true");
    var requests = new CopyOnWriteArrayList<String>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", exchange -> {
      try (exchange) {
        requests.add(
            exchange.getRequestMethod() + exchange.getRequestHeaders().get("X-Parallelr-Delivery")
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(requests.size() == 1 ? 503 : 204, -1);
      }
    });
    server.start();
    try {
      var run = product.run(
          "-T", "tasks", "-C", "sh @TASK@", "-r", "--notify",
          "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
      assertThat(run.status()).as(run.stderr()).isZero();
    } finally {
      server.stop(0);
    }
    assertThat(requests).hasSize(2).allMatch(request -> request.equals(requests.getFirst()));
    assertThat(requests.getFirst()).startsWith("POST[" + product.latestRun().getFileName())
        .contains("\"type\":\"summary\"", "\"succeeded\":1");

    product.with("PARALLELR_NOTIFY_TIME_LIMIT", "0.2");
    var refused = product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "--notify", "http://me:secret@127.0.0.1:1/x");
    assertThat(refused.status()).isZero();
    assertThat(refused.stderr()).contains("--notify: http://127.0.0.1:1: cannot connect")
        .doesNotContain("secret");
  }

  @Test
  void numbersAreInAFileAndServed() throws Exception {
    product.task("a", "until [ -e go ]; do sleep 0.05; done; exit 1");
    product.task("b", "true");
    var run = product.start(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-m", "2", "--metrics-port", "0", "--metrics-file",
        "numbers.prom", "--name", "nightly");
    Awaitility.await()
        .until(() -> Files.readString(run.stderr()).contains("1/2"));
    var address = Pattern.compile("http://127.0.0.1:\\d+/metrics")
        .matcher(Files.readString(run.stderr()));
    assertThat(address.find()).isTrue();
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create(address.group());
      var text = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      assertThat(text)
          .containsPattern(
              "parallelr_tasks_total\\{run=\"[^\"]+\",name=\"nightly\",status=\"success\"} 1")
          .containsPattern("parallelr_tasks_running\\{run=\"[^\"]+\",name=\"nightly\"} 1")
          .containsPattern("parallelr_tasks\\{run=\"[^\"]+\",name=\"nightly\"} 2")
          .doesNotContain("parallelr_run_exit_status");
      assertThat(
          client.send(
              HttpRequest.newBuilder(uri.resolve("/")).build(), BodyHandlers.ofString())
              .statusCode())
          .isEqualTo(404);
    }
    assertThat(product.file("numbers.prom")).exists();
    Files.createFile(product.file("go"));
    assertThat(run.finish().status()).isEqualTo(1);
    assertThat(product.file("numbers.prom")).content()
        .containsPattern("status=\"failed\"} 1\n")
        .containsPattern("parallelr_run_exit_status\\{run=\"[^\"]+\",name=\"nightly\"} 1\n");
    try (var files = Files.list(product.directory())) {
      assertThat(files.filter(file -> file.toString().contains(".numbers"))).isEmpty();
    }
  }

  /// A device, a FIFO and a link were replaced by a regular file.
  @Test
  void theFileOfNumbersMayBeALinkAndIsNeverMadeOfSomethingElse() throws Exception {
    product.task("a", "true");
    var link =
        Files.createSymbolicLink(product.file("link.prom"), Files.createFile(product.file("real")));
    var fifo = SpecialFiles.fifo(product.file("fifo"));

    assertThat(numbersIn(link).status()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(product.file("real")).content().contains("parallelr_run_exit_status");
    var refused = numbersIn(fifo);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.stderr())
        .contains(
            "--metrics-file %s: is a FIFO, whose reader the run would wait for".formatted(fifo));
    assertThat(Files.readAttributes(fifo, BasicFileAttributes.class).isOther()).isTrue();
    assertThat(numbersIn(product.directory()).stderr())
        .contains("is a directory; give the name of a file");
  }

  private Product.Finished numbersIn(Path file) throws Exception {
    return product.run(
        "-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--metrics-file", file.toString());
  }

  @Test
  void whatCannotBeTakenIsAnErrorBeforeAnythingRuns() throws Exception {
    product.task("a", ": > ran");
    for (var option : List.of(
        List.of("--metrics-file", "missing/x", "--metrics-file missing/x: "),
        List.of("--metrics-port", "203.0.113.1:1", "--metrics-port 203.0.113.1:1: "),
        List.of("--metrics-port", "x", "a port, or an address"),
        List.of("--notify", "ftp://x", "a URL of http or https"))) {
      var run = product.run("-T", "tasks", "-C", "sh @TASK@", "-r", option.get(0), option.get(1));
      assertThat(run.status()).as(run.stderr()).isEqualTo(2);
      assertThat(run.stderr()).contains(option.get(2));
    }
    assertThat(product.file("ran")).doesNotExist();
  }
}
