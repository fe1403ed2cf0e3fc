package io.parallelr.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouterTest {
  private static Routes pipelines() {
    return new Routes()
        .get("/pipelines",
            x -> x.sendJson(200, "[]".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .get("/pipelines/jobs", x -> x.sendText(200, "all jobs"))
        .get("/pipelines/{name}", x -> x.sendText(200, "pipeline " + x.parameter("name")))
        .post("/pipelines/{name}", x -> x.sendText(202, "started " + x.parameter("name")))
        .get("/files/{path*}", x -> x.sendText(200, "file " + x.parameter("path")));
  }

  private static HttpRequest.Builder method(Servers server, String method, String path) {
    return server.request(path).method(method, HttpRequest.BodyPublishers.noBody());
  }

  @Test
  void theRouteThatSaysMostIsTaken() throws Exception {
    try (var server = Servers.start(pipelines())) {
      assertThat(server.get("/pipelines").body()).isEqualTo("[]\n");
      assertThat(server.get("/pipelines/jobs").body()).isEqualTo("all jobs");
      assertThat(server.get("/pipelines/build").body()).isEqualTo("pipeline build");
      assertThat(server.get("/files/a/b.txt").body()).isEqualTo("file a/b.txt");
      assertThat(server.get("/files/").body()).isEqualTo("file ");
    }
  }

  @Test
  void parametersAreDecodedSegmentBySegment() throws Exception {
    try (var server = Servers.start(pipelines())) {
      assertThat(server.get("/pipelines/a%2Fb%20c%25%C3%A4").body()).isEqualTo("pipeline a/b c%ä");
      assertThat(server.get("/pipelines/a+b").body()).isEqualTo("pipeline a+b");
      assertThat(server.get("/files/a%2Fb").statusCode()).isEqualTo(404);
      assertThat(server.get("/pipelines/%C3").statusCode()).isEqualTo(400);
      assertThat(server.get("/pipelines/%00").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void whatLeadsUpwardsIsRefused() throws Exception {
    try (var server = Servers.start(pipelines())) {
      for (var path : List.of("/files/../x", "/files/%2e%2e/x", "/files/a/.%2E/b", "/files/./x")) {
        assertThat(server.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            .as(path)
            .startsWith("HTTP/1.1 400 ");
      }
    }
  }

  @Test
  void anUnknownPathIsNotFound() throws Exception {
    try (var server = Servers.start(pipelines())) {
      for (var path : List.of("/", "/nope", "/pipelines/", "/pipelines/a/b", "//pipelines",
          "/files")) {
        var answer = server.get(path);

        assertThat(answer.statusCode()).as(path).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("404 page not found\n");
        assertThat(answer.headers().firstValue("Content-Type"))
            .contains("text/plain; charset=utf-8");
      }
    }
  }

  @Test
  void anotherMethodIsNotAllowedAndToldWhichAre() throws Exception {
    try (var server = Servers.start(pipelines())) {
      var answer = server.send(method(server, "DELETE", "/pipelines/build"));

      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, POST");
      assertThat(server.send(method(server, "OPTIONS", "/pipelines")).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void headIsGetWithoutABodyUnlessItIsRefused() throws Exception {
    try (var server = Servers.start(pipelines(),
        new Routes().withoutHead().get("/old", x -> x.sendText(200, "x")))) {
      var answer = server.send(method(server, "HEAD", "/pipelines/jobs"));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValue("Content-Length")).contains("8");
      var refused = server.send(method(server, "HEAD", "/old"));
      assertThat(refused.statusCode()).isEqualTo(405);
      assertThat(refused.headers().firstValue("Allow")).contains("GET");
    }
  }

  @Test
  void theSameRoutesCanHaveSeveralPrefixes() throws Exception {
    var routes = pipelines();
    var router =
        new Router(List.of(new Router.Mount("", routes), new Router.Mount("/api", routes)));
    try (
        var listener =
            Listener.start(List.of(new Address.Tcp("127.0.0.1", 0)), Limits.DEFAULT, router);
        var client = java.net.http.HttpClient.newHttpClient()) {
      var root = "http:/" + "/" + listener.addresses().getFirst();
      for (var path : List.of("/pipelines/build", "/api/pipelines/build")) {
        var request = HttpRequest.newBuilder(java.net.URI.create(root + path)).build();
        assertThat(client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).body())
            .isEqualTo("pipeline build");
      }
    }
  }

  @Test
  void twoRoutesForTheSameRequestsAreRefused() {
    var routes = pipelines().get("/pipelines/{other}", x -> x.sendEmpty(204));

    assertThatThrownBy(() -> Router.of(routes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two routes for GET /pipelines/{other}");
  }

  @Test
  void theGuardGoesFirst() throws Exception {
    var guarded = pipelines().guard(x -> {
      throw HttpError.plain(401, "no token found");
    }, "/pipelines");
    try (var server =
        Servers.start(guarded, new Routes().get("/healthz", x -> x.sendText(200, "ok")))) {
      assertThat(server.get("/pipelines/nope/nope").statusCode()).isEqualTo(401);
      assertThat(server.send(method(server, "PATCH", "/pipelines/build")).statusCode())
          .isEqualTo(401);
      assertThat(server.get("/pipelines/build").body()).isEqualTo("no token found\n");
      assertThat(server.get("/pipelinesx").statusCode()).isEqualTo(404);
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void errorsOfHandlersAreShownAsTheRoutesWantIt() throws Exception {
    var routes = new Routes().errors(ErrorAnswer.JSON)
        .get("/known", _ -> {
          throw new HttpError(404, "Job not found");
        })
        .get("/bug", _ -> {
          throw new IllegalStateException("secret detail");
        })
        .get("/silent", _ -> {});
    try (var server = Servers.start(routes)) {
      assertThat(server.get("/known").body()).isEqualTo("{\"error\":\"Job not found\"}\n");
      assertThat(server.get("/known").headers().firstValue("Content-Type"))
          .contains("application/json");
      assertThat(server.get("/bug").statusCode()).isEqualTo(500);
      assertThat(server.get("/bug").body()).doesNotContain("secret");
      assertThat(server.get("/silent").statusCode()).isEqualTo(500);
    }
  }
}
