package io.parallelr.webruns;

import io.parallelr.journal.TaskIndex;
import io.parallelr.journal.TaskIndex.State;
import io.parallelr.json.JsonText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/// When the slots of a run were busy, no finer than can be drawn. Of each task its last attempt.
///
/// @param from the first start, in milliseconds since 1970
/// @param to the last end, or now if something runs
/// @param bucket the length of the smallest piece of time, in milliseconds
/// @param slots the pieces of each slot, by its number
/// @param ended how many tasks ended in each piece
/// @param failed how many of them without success
@SuppressWarnings("ArrayRecordComponent") // never compared
record SlotUsage(
    long from,
    long to,
    long bucket,
    Map<Integer, List<Span>> slots,
    int[] ended,
    int[] failed) {

  /// A time in which a slot was busy.
  ///
  /// @param tasks how many ran one after the other, all of them within a bucket
  /// @param sequence the number of the first
  record Span(long from, long to, Look look, int tasks, int sequence) {
    /// With another one behind it.
    private Span and(Span next) {
      var worse = next.look.compareTo(look) > 0 ? next.look : look;
      return new Span(from, Math.max(to, next.to), worse, tasks + next.tasks, sequence);
    }
  }

  /// How tasks are shown: of several, as the one that comes last here.
  enum Look {
    SUCCEEDED, OTHER, LOST, FAILED, RUNNING;

    private static Look of(State state, boolean isLost) {
      return isLost ? LOST : state.isFailure() ? FAILED : switch (state) {
        case SUCCEEDED -> SUCCEEDED;
        case RUNNING -> RUNNING;
        default -> OTHER;
      };
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Makes one.
  ///
  /// @param open which of those without an end still run
  /// @param width how many buckets there are at most
  /// @param now in milliseconds since 1970
  static SlotUsage of(TaskIndex index, OpenTasks open, int width, long now) {
    synchronized (index) { // nothing may end between the first pass and the second
      return made(index, open, width, now);
    }
  }

  private static SlotUsage made(TaskIndex index, OpenTasks open, int width, long now) {
    var tasks = IntStream.rangeClosed(1, index.last())
        .filter(n -> index.startMillis(n) > 0 && index.state(n) != State.SKIPPED)
        .boxed()
        .sorted(Comparator.comparingLong(index::startMillis))
        .toList();
    if (tasks.isEmpty()) {
      return new SlotUsage(0, 0, 1, Map.of(), new int[0], new int[0]);
    }
    long from = index.startMillis(tasks.getFirst());
    long to = from + 1;
    for (int task : tasks) {
      to = Math.max(to, end(index, open, task, now));
    }
    long bucket = Math.max(1, Math.ceilDiv(to - from, width));
    int buckets = (int) ((to - from) / bucket) + 1;
    var slots = new TreeMap<Integer, List<Span>>();
    var ended = new int[buckets];
    var failed = new int[buckets];
    for (int task : tasks) {
      long end = end(index, open, task, now);
      var state = index.state(task);
      add(
          slots.computeIfAbsent(index.slot(task), _ -> new ArrayList<>()),
          new Span(
              index.startMillis(task),
              end,
              Look.of(state, open.isLost(state, task)),
              1,
              task),
          bucket);
      if (state != State.RUNNING) {
        ended[(int) ((end - from) / bucket)]++;
        failed[(int) ((end - from) / bucket)] += state.isFailure() ? 1 : 0;
      }
    }
    return new SlotUsage(from, to, bucket, slots, ended, failed);
  }

  private static long end(TaskIndex index, OpenTasks open, int task, long now) {
    return index.state(task) == State.RUNNING
        ? Math.max(open.end(task, now), index.startMillis(task))
        : index.startMillis(task) + index.tookMillis(task);
  }

  private static void add(List<Span> spans, Span span, long bucket) {
    if (!spans.isEmpty() && span.from() - spans.getLast().to() < bucket
        && span.to() - spans.getLast().from() <= bucket) {
      spans.add(spans.removeLast().and(span));
    } else {
      spans.add(span);
    }
  }

  void write(JsonGenerator json) {
    Fields.time(json, "from", from);
    Fields.time(json, "to", to);
    JsonText.decimal(json, "bucket_seconds", BigDecimal.valueOf(bucket, 3));
    JsonText.objects(json, "slots", List.copyOf(slots.entrySet()), slot -> {
      json.writeNumberProperty("slot", slot.getKey());
      JsonText.objects(json, "spans", slot.getValue(), span -> {
        JsonText.decimal(json, "from", BigDecimal.valueOf(span.from() - from, 3));
        JsonText.decimal(json, "to", BigDecimal.valueOf(span.to() - from, 3));
        json.writeStringProperty("state", span.look().word());
        json.writeNumberProperty("tasks", span.tasks());
        json.writeNumberProperty("sequence", span.sequence());
      });
    });
    numbers(json, "ended", ended);
    numbers(json, "failed", failed);
  }

  private static void numbers(JsonGenerator json, String name, int[] values) {
    json.writeArrayPropertyStart(name);
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }
}
