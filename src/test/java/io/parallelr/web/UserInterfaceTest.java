package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.http.Address;
import io.parallelr.http.BundledFiles;
import io.parallelr.http.Inheritance;
import io.parallelr.http.Limits;
import io.parallelr.http.Listener;
import io.parallelr.http.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UserInterfaceTest {
  private static final BundledFiles PAGE = new BundledFiles(BundledFiles.class, "page");
  private static final BundledFiles NONE = new BundledFiles(BundledFiles.class, "none");

  private static HttpResponse<String> get(BundledFiles files, String path) throws Exception {
    try (
        var listener = Listener.open(
            List.of(new Address.Tcp("127.0.0.1", 0)),
            Limits.DEFAULT,
            Inheritance.NONE);
        var client = HttpClient.newHttpClient()) {
      listener.start(
          new Router(
              List.of(
                  new Router.Mount("", UserInterface.routes(files)),
                  new Router.Mount("", UserInterface.root(files)))));
      var address = listener.addresses().getFirst();
      return client.send(
          HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void thePageRunsNothingThatIsNotInItsFiles() throws Exception {
    for (var path : List.of("/ui/", "/ui/main-3XA7LZWP.js")) {
      var headers = get(PAGE, path).headers();

      assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe", "http", "*");
      assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
    }
  }

  @Test
  void isFoundWithoutTheLastSlashAlsoBehindAPrefix() throws Exception {
    var answer = get(PAGE, "/ui");

    assertThat(answer.statusCode()).isEqualTo(308);
    assertThat(answer.headers().firstValue("Location")).contains("ui/");
  }

  @Test
  void theRootLeadsToThePageIfThereIsOne() throws Exception {
    var answer = get(PAGE, "/");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains("ui/");
    assertThat(get(NONE, "/").statusCode()).isEqualTo(404);
    assertThat(get(PAGE, "/favicon.ico").statusCode()).isEqualTo(204);
  }

  @Test
  void aBuildWithoutThePageSaysWhy() throws Exception {
    var answer = get(NONE, "/ui/");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("no web page", "Node.js 18", "parallelr jobs");
  }
}
