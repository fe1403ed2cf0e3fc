package io.parallelr.autoexec;

import io.parallelr.autoexec.Envelope.Answer;
import io.parallelr.autoexec.Frames.Frame;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.yaml.Yaml;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes for the pool: how many tasks run at once, and how many there are.
final class PoolRoutes {
  private static final String PATH = "/api/v1/pool";
  private static final int LARGEST = 10_000;

  private final Pool pool;
  private final Envelope envelope;
  private final Frames frames;
  private final InstantSource clock;

  PoolRoutes(Pool pool, Envelope envelope, Frames frames, InstantSource clock) {
    this.pool = pool;
    this.envelope = envelope;
    this.frames = frames;
    this.clock = clock;
  }

  Routes routes(Guard guard) {
    return new Routes()
        .guard(guard)
        .errors(envelope.errors())
        .get(PATH, this::show)
        .post(PATH, envelope.answering(this::resize));
  }

  private void show(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.READ);
    if (Frames.areWanted(exchange)) {
      frames.serve(exchange, frames.following(_ -> new Frame(answer(), false)));
    } else {
      envelope.answering(_ -> {
        var answer = answer();
        @SuppressWarnings("unchecked") // made below
        var data = new LinkedHashMap<>((Map<String, @Nullable Object>) answer.data());
        data.put("timestamp", Envelope.nanos(clock.instant())); // for older clients
        return Answer.of(Reply.SUCCESS, data);
      }).handle(exchange);
    }
  }

  private Answer answer() throws IOException {
    var count = pool.count();
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("size", count.concurrency());
    data.put("total", pool.total());
    data.put("running", count.running());
    data.put("waiting", count.waiting());
    return Answer.of(Reply.SUCCESS, data);
  }

  private Answer resize(Exchange exchange) throws RefusedException, IOException {
    Rights.require(exchange, Rights.ADMIN);
    int size = size(exchange);
    if (size > LARGEST) {
      throw new RefusedException(Reply.FAILED, "size is more than %d".formatted(LARGEST));
    }
    if (size > 0) { // as in the original, a negative one changes nothing
      pool.resize(size);
    }
    return answer();
  }

  private static int size(Exchange exchange) throws RefusedException, IOException {
    var form = exchange.header("Content-Type")
        .filter(type -> type.contains("x-www-form-urlencoded"));
    String text;
    if (form.isPresent()) {
      text = exchange.bodyText().replaceFirst("^.*(?:^|&)size=", "").replaceFirst("&.*$", "");
    } else {
      var document = Document.of(exchange);
      text = new Members(document, document.root(), "the body").get("size")
          .filter(Yaml.Scalar.class::isInstance)
          .map(value -> ((Yaml.Scalar) value).text())
          .orElse("");
      document.refuse();
    }
    if (!text.matches("-?[0-9]{1,9}") || Integer.parseInt(text) == 0) {
      throw new RefusedException(
          Reply.FAILED,
          "size is required: a whole number of at least 1");
    }
    return Integer.parseInt(text);
  }
}
