package io.parallelr.autoexec;

import io.parallelr.http.ErrorAnswer;
import io.parallelr.http.Exchange;
import io.parallelr.http.Handler;
import io.parallelr.json.JsonValues;
import io.parallelr.yaml.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The form of all answers: an object with `code`, `message`, `timestamp` (nanoseconds since 1970)
/// and `data`, as JSON or, if the client prefers it, as YAML. The status is 200 even if the code is
/// that of an error. May be used by any thread.
public final class Envelope {
  private static final String YAML_TYPE = "application/yaml; charset=utf-8";

  private final InstantSource clock;

  /// Dates answers by a clock.
  public Envelope(InstantSource clock) {
    this.clock = clock;
  }

  /// What is answered.
  ///
  /// @param message empty for the text of the reply
  /// @param data of the kinds that [JsonValues] writes
  public record Answer(Reply reply, String message, @Nullable Object data) {
    /// An answer with the text of its code.
    public static Answer of(Reply reply, @Nullable Object data) {
      return new Answer(reply, reply.text(), data);
    }
  }

  /// Makes answers; a [RefusedException] is one, too.
  @FunctionalInterface
  public interface Source {
    Answer answer(Exchange exchange) throws RefusedException, IOException, InterruptedException;
  }

  /// A handler that answers a request.
  public Handler answering(Source source) {
    return exchange -> {
      try {
        send(exchange, source.answer(exchange));
      } catch (RefusedException e) {
        send(exchange, refused(e));
      }
    };
  }

  /// The answer that a request cannot be fulfilled.
  public static Answer refused(RefusedException problem) {
    return new Answer(problem.reply(), String.valueOf(problem.getMessage()), null);
  }

  /// Sends an answer.
  public void send(Exchange exchange, Answer answer) throws IOException {
    if (wantsYaml(exchange)) {
      exchange.send(200, YAML_TYPE,
          YamlWriter.text(fields(answer)).getBytes(StandardCharsets.UTF_8));
    } else {
      exchange.sendJson(200, text(answer).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean wantsYaml(Exchange exchange) {
    return exchange.header("Accept")
        .filter(accept -> accept.toLowerCase(Locale.ROOT).contains("yaml"))
        .isPresent();
  }

  /// An answer as one line of JSON.
  public String text(Answer answer) {
    return JsonValues.text(fields(answer));
  }

  private Map<String, @Nullable Object> fields(Answer answer) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", (long) answer.reply().code());
    fields.put("message", answer.message());
    fields.put("timestamp", nanos(clock.instant()));
    fields.put("data", answer.data());
    return fields;
  }

  /// A time as this interface has it.
  static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }

  /// Shows errors that HTTP has a status for with that status.
  public ErrorAnswer errors() {
    return (exchange, error) -> {
      if (error.text().isEmpty()) {
        exchange.sendEmpty(error.status());
      } else {
        exchange.sendJson(
            error.status(),
            text(new Answer(Reply.FAILED, error.text(), null)).getBytes(StandardCharsets.UTF_8));
      }
    };
  }
}
