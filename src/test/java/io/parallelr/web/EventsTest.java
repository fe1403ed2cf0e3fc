package io.parallelr.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.http.Event;
import io.parallelr.http.EventReader;
import io.parallelr.json.JsonObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EventsTest {
  @TempDir
  Path directory;
  private WebFixture web;

  @BeforeEach
  void start() throws Exception {
    web = new WebFixture(directory);
  }

  @AfterEach
  void close() throws Exception {
    web.close();
  }

  private InputStream follow(String token, Optional<String> lastId) throws Exception {
    var request = web.request("/api/events", token);
    lastId.ifPresent(last -> request.header("Last-Event-ID", last));
    return web.stream(request.build()).body();
  }

  /// The kinds of events of a job, up to its end.
  private static List<String> untilEnd(EventReader events) throws Exception {
    var kinds = new ArrayList<String>();
    while (kinds.isEmpty() || !kinds.getLast().equals("ended")) {
      var event = events.next().orElseThrow();
      assertThat(event.name()).isEqualTo("job");
      kinds.add(JsonObject.parse(event.data()).text("event").orElseThrow());
    }
    return kinds;
  }

  @Test
  void tellWhatHappensToJobs() throws Exception {
    try (var body = follow(WebFixture.token(), Optional.empty())) {
      var events = new EventReader(body);
      assertThat(events.next()).map(Event::name).contains("ready");

      var id = web.submit("p", "exit 3");

      var first = events.next().orElseThrow();
      assertThat(first.id()).isEqualTo("epoch.1");
      assertThat(JsonObject.parse(first.data()).text("job")).contains(id);
      assertThat(JsonObject.parse(first.data()).text("name")).contains("p");
      assertThat(untilEnd(events)).containsExactly(
          "started",
          "step_ready",
          "step_started",
          "step_ended",
          "failing",
          "ended");
    }
  }

  @Test
  void aClientThatMayHaveMissedSomeIsToldSo() throws Exception {
    try (var body = follow(WebFixture.token(), Optional.of("epoch.0"))) {
      assertThat(new EventReader(body).next()).map(Event::name).contains("ready");
    }
    try (var body = follow(WebFixture.token(), Optional.of("other.7"))) {
      assertThat(new EventReader(body).next()).map(Event::name).contains("reset");
    }
  }

  @Test
  void aTokenForSomePipelinesGetsTheirsAlone() throws Exception {
    var limited = WebFixture.token(Map.of("pipelines", List.of("q")));
    try (var body = follow(limited, Optional.empty())) {
      var events = new EventReader(body);
      assertThat(events.next()).map(Event::name).contains("ready");

      web.awaitEnd(web.submit("p", "true"));
      var id = web.submit("q", "true");

      assertThat(JsonObject.parse(events.next().orElseThrow().data()).text("job")).contains(id);
    }
  }
}
