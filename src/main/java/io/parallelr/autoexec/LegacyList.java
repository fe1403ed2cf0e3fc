package io.parallelr.autoexec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.autoexec.LegacyJson.Context;
import io.parallelr.http.Exchange;
import io.parallelr.json.JsonValues;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All tasks in the form of the older interface, in an order. Only their texts are kept, as the
/// order is known when all were read.
final class LegacyList {
  private static final byte[] EMPTY = "{\"code\":0,\"message\":\"success\"}".getBytes(UTF_8);

  private final List<Entry> entries;
  private final Context context;

  /// A task.
  ///
  /// @param key by which it is sorted
  /// @param json its text
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(Instant key, byte[] json) {}

  /// By which times tasks are sorted, the latest first.
  enum Sort {
    START, END;

    /// What the word in a query means; empty if nothing.
    static Optional<Sort> of(String word) {
      return switch (word) {
        case "st" -> Optional.of(START);
        case "et", "rt" -> Optional.of(END); // all are kept for the same time after their ends
        default -> Optional.empty();
      };
    }

    private Instant key(TaskRow task, Context context) {
      return switch (this) {
        case START -> task.job().started().orElse(task.job().created());
        case END -> task.job().ended().orElse(context.now());
      };
    }
  }

  private LegacyList(List<Entry> entries, Context context) {
    this.entries = entries;
    this.context = context;
  }

  static LegacyList read(StoredTasks tasks, Sort sort, Context context) throws IOException {
    var entries = new ArrayList<Entry>();
    tasks.each(
        task -> entries.add(
            new Entry(
                sort.key(task, context),
                JsonValues.text(LegacyJson.task(task, context)).getBytes(UTF_8))));
    entries.sort(Comparator.comparing(Entry::key).reversed());
    return new LegacyList(entries, context);
  }

  void send(Exchange exchange) throws IOException, InterruptedException {
    if (entries.isEmpty()) {
      exchange.sendJson(200, EMPTY);
      return;
    }
    exchange.stream(200, "application/json", out -> {
      out.write(
          "{\"code\":0,\"message\":\"success\",\"data\":{\"total\":%d,\"tasks\":["
              .formatted(entries.size())
              .getBytes(UTF_8));
      boolean isFirst = true;
      for (var entry : entries) {
        if (!isFirst) {
          out.write(',');
        }
        isFirst = false;
        out.write(entry.json());
      }
      out.write(
          "],\"timestamp\":%d}}\n".formatted(Envelope.nanos(context.now())).getBytes(UTF_8));
    });
  }
}
