package io.parallelr.notice;

import io.parallelr.engine.Ticker;
import io.parallelr.task.Delivery;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// Posts JSON to a URL, again and again if need be.
///
/// @param limit how long it is tried
/// @param ticker measures that
record Post(URI url, Duration limit, Ticker ticker) {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /// What one try came back with, and whether another makes no sense.
  private record Tried(Optional<String> problem, boolean isFinal) {}

  /// Sends it. Blocks.
  ///
  /// @param id the same for each try, so that the receiver knows it again
  /// @return what went wrong; empty if nothing did
  Optional<String> send(String json, String event, String id) throws InterruptedException {
    long deadline = ticker.nanos() + limit.toNanos();
    try (var client = HttpClient.newBuilder()
        .connectTimeout(ANSWER)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build()) {
      var request = HttpRequest.newBuilder(url)
          .timeout(ANSWER.compareTo(limit) < 0 ? ANSWER : limit)
          .header("Content-Type", "application/json")
          .header("X-Parallelr-Event", event)
          .header("X-Parallelr-Delivery", id)
          .POST(HttpRequest.BodyPublishers.ofString(json))
          .build();
      var pause = FIRST_PAUSE;
      while (true) {
        var tried = once(client, request);
        if (tried.isFinal() || ticker.nanos() + pause.toNanos() > deadline) {
          client.shutdownNow();
          return tried.problem();
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private Tried once(HttpClient client, HttpRequest request) throws InterruptedException {
    try {
      // without the body, which may be endless
      var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      int status = answer.statusCode();
      var delivery = Delivery.ofStatus(status);
      return new Tried(
          delivery == Delivery.DONE
              ? Optional.empty()
              : Optional.of("%s answers with status %d".formatted(shown(), status)),
          delivery != Delivery.LATER);
    } catch (ConnectException e) { // often without a message
      return new Tried(Optional.of(shown() + ": cannot connect"), false);
    } catch (IOException e) {
      return new Tried(Optional.of("%s: %s".formatted(shown(), Reason.of(e))), false);
    }
  }

  /// Without what may be secret.
  private String shown() {
    return "%s://%s".formatted(url.getScheme(), url.getRawAuthority().replaceFirst(".*@", ""));
  }
}
