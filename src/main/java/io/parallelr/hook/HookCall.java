package io.parallelr.hook;

import io.parallelr.engine.Threads;
import io.parallelr.os.ShellCommand;
import io.parallelr.task.Delivery;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Calls hooks. May be used by any thread.
final class HookCall implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String ALGORITHM = "HmacSHA256";
  private static final String MARK = "PARALLELR_HOOK_ID";
  private static final int GONE = 410;

  private final HttpClient client;
  private final InstantSource clock;
  private final Duration limit;

  HookCall(InstantSource clock) {
    this(clock, ANSWER);
  }

  /// @param limit for the answer to a request
  HookCall(InstantSource clock, Duration limit) {
    this.clock = clock;
    this.limit = limit;
    this.client = HttpClient.newBuilder()
        .connectTimeout(limit)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /// Calls a hook with an event.
  ///
  /// @param json the event
  /// @param event the same
  /// @return what went wrong; empty if nothing did
  Optional<HookProblem> run(
      Hook.Target target,
      String json,
      Map<String, @Nullable Object> event) throws InterruptedException {
    try {
      return switch (target) {
        case Hook.Target.Command(var command) -> command(command, event);
        case Hook.Target.Webhook webhook -> request(webhook, json, event);
      };
    } catch (OutOfMemoryError e) {
      if (Threads.isRefused(e)) {
        return Optional.of(HookProblem.passing("the system allows no more threads"));
      }
      throw e;
    }
  }

  private static Optional<HookProblem> command(
      String command,
      Map<String, @Nullable Object> event) throws InterruptedException {
    var variables = new HashMap<String, String>();
    event.forEach(
        (name, value) -> variables.put(
            "PARALLELR_" + name.toUpperCase(Locale.ROOT), String.valueOf(value)));
    OptionalInt status;
    try {
      status = new ShellCommand(
          command,
          variables,
          new ShellCommand.Mark(MARK, String.valueOf(event.get("id"))),
          ProcessBuilder.Redirect.DISCARD,
          LIMIT).run();
    } catch (IOException e) {
      return Optional.of(HookProblem.passing(Reason.of(e)));
    }
    if (status.isEmpty()) {
      return Optional.of(
          HookProblem.passing("the command has run for %d s".formatted(LIMIT.toSeconds())));
    }
    return status.getAsInt() == 0
        ? Optional.empty()
        : Optional.of(
            HookProblem.passing(
                "the command has ended with status %d".formatted(status.getAsInt())));
  }

  private Optional<HookProblem> request(
      Hook.Target.Webhook webhook,
      String json,
      Map<String, @Nullable Object> event) throws InterruptedException {
    var request = HttpRequest.newBuilder(webhook.url())
        .timeout(limit)
        .header("Content-Type", "application/json")
        .header("X-Parallelr-Event", String.valueOf(event.get("event")))
        .header("X-Parallelr-Delivery", String.valueOf(event.get("id")))
        .POST(HttpRequest.BodyPublishers.ofString(json));
    if (!webhook.secret().isEmpty()) {
      request.header("X-Parallelr-Signature", signature(webhook.secret(), json));
    }
    try {
      return problem(webhook, status(request.build()));
    } catch (ConnectException e) { // often without a message
      return Optional.of(HookProblem.passing(webhook.origin() + ": cannot connect"));
    } catch (IOException e) {
      return Optional.of(
          HookProblem.passing("%s: %s".formatted(webhook.origin(), Reason.of(e))));
    }
  }

  /// Without the body, which may be endless: no limit of time counts after the headers.
  private int status(HttpRequest request) throws IOException, InterruptedException {
    var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (var _ = answer.body()) {
      return answer.statusCode();
    }
  }

  private static Optional<HookProblem> problem(Hook.Target.Webhook webhook, int status) {
    var delivery = Delivery.ofStatus(status);
    if (delivery == Delivery.DONE) {
      return Optional.empty();
    }
    var text = "%s answers with status %d".formatted(webhook.origin(), status);
    if (status == GONE) {
      return Optional.of(new HookProblem(text, HookProblem.Patience.NONE));
    }
    return Optional.of(
        delivery == Delivery.REFUSED
            ? HookProblem.lasting(text)
            : HookProblem.passing(text));
  }

  /// Of the time and the body, so that an old request cannot be sent again later.
  private String signature(String secret, String body) {
    var time = String.valueOf(clock.instant().getEpochSecond());
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      var sum = mac.doFinal((time + '.' + body).getBytes(StandardCharsets.UTF_8));
      return "t=%s,v1=%s".formatted(time, HexFormat.of().formatHex(sum));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
