package io.parallelr.hook;

import io.parallelr.json.JsonValues;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Processes;
import io.parallelr.task.Reason;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Calls hooks. May be used by any thread.
final class HookCall implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String ALGORITHM = "HmacSHA256";
  private static final String MARK = "PARALLELR_HOOK_ID";
  private static final int SIGKILL = 9;
  private static final int SUCCESS = 2;

  private final HttpClient client = HttpClient.newBuilder()
      .connectTimeout(ANSWER)
      .followRedirects(HttpClient.Redirect.NEVER)
      .build();
  private final InstantSource clock;

  HookCall(InstantSource clock) {
    this.clock = clock;
  }

  /// Calls a hook with an event.
  ///
  /// @param json the event
  /// @return what went wrong; empty if nothing did
  Optional<String> run(Hook.Target target, String json) throws InterruptedException {
    try {
      return switch (target) {
        case Hook.Target.Command(var command) -> command(command, json);
        case Hook.Target.Webhook webhook -> request(webhook, json);
      };
    } catch (IOException e) {
      return Optional.of(Reason.of(e));
    }
  }

  private static Optional<String> command(String command, String json)
      throws IOException, InterruptedException {
    var event = JsonValues.object(json);
    var builder = new ProcessBuilder("/bin/sh", "-c", command)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    event.forEach(
        (name, value) -> builder.environment()
            .put("PARALLELR_" + name.toUpperCase(Locale.ROOT), String.valueOf(value)));
    var id = String.valueOf(event.get("id"));
    builder.environment().put(MARK, id);
    var process = builder.start();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        return Optional.of("the command has run for %d s".formatted(LIMIT.toSeconds()));
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of("the command has ended with status %d".formatted(process.exitValue()));
    } finally {
      end(process.pid(), id);
    }
  }

  /// Ends it with all that it has started.
  private static void end(long pid, String id) {
    for (var entry : ProcessTable.read()
        .withDescendants(
            e -> e.pid() == pid
                || ProcessTable.hasVariables(e.pid(), List.of(MARK + '=' + id)))) {
      boolean _ = Processes.signal(entry, SIGKILL);
    }
  }

  private Optional<String> request(Hook.Target.Webhook webhook, String json)
      throws IOException, InterruptedException {
    var event = JsonValues.object(json);
    var request = HttpRequest.newBuilder(webhook.url())
        .timeout(ANSWER)
        .header("Content-Type", "application/json")
        .header("X-Parallelr-Event", String.valueOf(event.get("event")))
        .header("X-Parallelr-Delivery", String.valueOf(event.get("id")))
        .POST(HttpRequest.BodyPublishers.ofString(json));
    if (!webhook.secret().isEmpty()) {
      request.header("X-Parallelr-Signature", signature(webhook.secret(), json));
    }
    int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    return status / 100 == SUCCESS
        ? Optional.empty()
        : Optional.of("%s answers with status %d".formatted(webhook.url(), status));
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
