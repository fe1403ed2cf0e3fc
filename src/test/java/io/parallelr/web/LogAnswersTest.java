package io.parallelr.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.http.Event;
import io.parallelr.http.EventReader;
import io.parallelr.http.Sse;
import io.parallelr.job.Gate;
import io.parallelr.job.Setup;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.job.Work;
import io.parallelr.task.Retries;
import io.parallelr.task.TimeLimit;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LogAnswersTest {
  @TempDir
  Path directory;
  private WebFixture web;

  @BeforeEach
  void start() throws Exception {
    web = new WebFixture(directory, new Sse.Limits(2, 1_000, 1 << 20, Duration.ofSeconds(15)));
  }

  @AfterEach
  void close() throws Exception {
    web.close();
  }

  private static String path(String job) {
    return "/api/jobs/" + job + "/steps/a/log";
  }

  @Test
  void sendsPartsOfWhatWasPrinted() throws Exception {
    var id = web.submit("p", "printf 'one\\ntwo\\nthree'; echo oops >&2");
    web.awaitEnd(id);

    var all = web.get(path(id));
    assertThat(all.body()).isEqualTo("one\ntwo\nthree");
    assertThat(all.headers().firstValue("X-Log-Offset")).contains("0");
    assertThat(all.headers().firstValue("X-Log-Size")).contains("13");
    assertThat(all.headers().firstValue("X-Log-Complete")).contains("true");
    assertThat(web.get(path(id) + "?stream=stderr").body()).isEqualTo("oops\n");
    assertThat(web.get(path(id) + "?offset=4&limit=3").body()).isEqualTo("two");
    assertThat(web.get(path(id) + "?offset=100").body()).isEmpty();
    assertThat(web.get(path(id) + "?tail=1").body()).isEqualTo("three");
    assertThat(web.get(path(id) + "?tail=2").body()).isEqualTo("two\nthree");
    assertThat(web.get(path(id) + "?tail=9").body()).isEqualTo("one\ntwo\nthree");
    assertThat(web.get(path(id) + "?tail=0").body()).isEmpty();
    assertThat(web.get(path(id) + "?tail=1&offset=1").statusCode()).isEqualTo(400);
    assertThat(web.get(path(id) + "?stream=out").statusCode()).isEqualTo(400);
    assertThat(web.get("/api/jobs/" + id + "/steps/b/log").statusCode()).isEqualTo(404);
  }

  @Test
  void followsAStepToItsEnd() throws Exception {
    var id = web.submit(
        "p",
        "printf 'eins \\303'; touch half; while [ ! -e go ]; do sleep 0.05; done; "
            + "printf '\\274 \\377\\n'; exit 4");
    web.awaitFile("half");

    try (var body = follow(path(id) + "?follow=true", Optional.empty())) {
      var events = new EventReader(body);
      assertThat(events.next()).contains(new Event("5", "", "eins "));
      web.makeFile("go");
      assertThat(rest(events)).containsExactly(
          new Event("10", "", "ü \uFFFD\n"),
          new Event(
              "",
              "end",
              "{\"state\":\"failed\",\"code\":4,\"message\":\"exit status 4\"}"));
    }
  }

  private InputStream follow(String path, Optional<String> lastId) throws Exception {
    var request = web.request(path, WebFixture.token()).header("Accept", "text/event-stream");
    lastId.ifPresent(last -> request.header("Last-Event-ID", last));
    var answer = web.stream(request.build());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static List<Event> rest(EventReader events) throws Exception {
    var all = new ArrayList<Event>();
    for (var next = events.next(); next.isPresent(); next = events.next()) {
      all.add(next.get());
    }
    return all;
  }

  @Test
  void continuesWhereAClientWasDisconnected() throws Exception {
    var id = web.submit("p", "echo one; echo two");
    web.awaitEnd(id);

    try (var body = follow(path(id), Optional.of("4"))) {
      assertThat(rest(new EventReader(body))).first().isEqualTo(new Event("8", "", "two\n"));
    }
  }

  @Test
  void tellsThatAnotherAttemptHasBegun() throws Exception {
    var terms = new StepTerms(
        new Gate.Open(),
        false,
        new Retries(1, Duration.ofMillis(100), Duration.ofSeconds(1)),
        TimeLimit.NONE);
    var script = "echo try; [ -e first ] || { touch first; sleep 0.3; exit 1; }; sleep 0.3";
    var id = web.submit(
        "p",
        new StepSpec(
            "a",
            List.of(),
            new Work.Items(List.of(script)),
            terms,
            Setup.DEFAULT));

    try (var body = follow(path(id), Optional.empty())) {
      assertThat(rest(new EventReader(body))).containsExactly(
          new Event("4", "", "try\n"),
          new Event("0@2", "attempt", "2"),
          new Event("4@2", "", "try\n"),
          new Event("", "end", "{\"state\":\"succeeded\",\"code\":0,\"message\":null}"));
    }
    try (var body = follow(path(id), Optional.of("4@2"))) {
      assertThat(rest(new EventReader(body))).extracting(Event::name)
          .containsExactly("attempt", "end");
    }
  }

  @Test
  void sendsAllOfALargeLog() throws Exception {
    var id = web.submit("p",
        "yes 'a line that is printed many times, and is not short' | head -c 20000000");

    long size = 0;
    try (var body = follow(path(id), Optional.empty())) {
      var events = new EventReader(body);
      for (var next = events.next(); next.isPresent(); next = events.next()) {
        size += next.get().name().isEmpty() ? next.get().data().getBytes(UTF_8).length : 0;
      }
    }

    assertThat(size).isEqualTo(20_000_000);
  }

  @Test
  void refusesTooManyFollowersAndEndsThemAtItsClose() throws Exception {
    var id = web.submit("p", "echo begun; sleep 60");
    try (var first = follow(path(id), Optional.empty());
        var second = follow(path(id), Optional.empty())) {
      assertThat(new EventReader(first).next()).isPresent();
      var events = new EventReader(second);
      assertThat(events.next()).isPresent();

      assertThat(web.get(path(id) + "?follow=true").statusCode()).isEqualTo(503);
      web.closeListener();

      assertThat(events.next()).isEmpty();
    }
  }
}
