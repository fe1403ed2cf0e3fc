package io.parallelr.autoexec;

import io.parallelr.autoexec.Envelope.Answer;
import io.parallelr.http.Exchange;
import io.parallelr.json.JsonValues;
import io.parallelr.os.NativeText;
import io.parallelr.serve.StepLines;
import io.parallelr.serve.StepLines.Cursor;
import io.parallelr.serve.StepLines.Form;
import io.parallelr.serve.StepLines.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers with what steps print: all of it or some lines as JSON or text, or frames that follow
/// it.
///
/// The query may have `offset` (how many lines are passed over), `limit` (in lines), `exact=true`
/// (lines with their white space, and blank ones) and `format=text`. For any threads.
final class StepLogAnswers {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int FIRST_LINES = 1_000;
  private static final String NOT_BEGUN = "step is pending";

  private final Tasks tasks;
  private final StepLines lines;
  private final Envelope envelope;
  private final Frames frames;
  private final InstantSource clock;

  StepLogAnswers(Tasks tasks, Envelope envelope, Frames frames, InstantSource clock) {
    this.tasks = tasks;
    this.lines = tasks.jobs().lines();
    this.envelope = envelope;
    this.frames = frames;
    this.clock = clock;
  }

  void answer(Exchange exchange, StepName of) throws Exception {
    if (Frames.areWanted(exchange)) {
      var form = form(exchange);
      frames.serve(exchange, channel -> follow(channel, of, form));
      return;
    }
    try {
      var step = of.require(tasks);
      if (wantsText(exchange)) {
        text(exchange, step);
      } else {
        json(exchange, step);
      }
    } catch (RefusedException e) {
      envelope.send(exchange, Envelope.refused(e));
    }
  }

  private static Form form(Exchange exchange) {
    return exchange.query("exact").filter("true"::equals).isPresent() ? Form.EXACT : Form.TRIMMED;
  }

  private static boolean wantsText(Exchange exchange) {
    return exchange.query("format").filter("text"::equals).isPresent()
        || exchange.header("Accept")
            .filter(a -> a.toLowerCase(Locale.ROOT).startsWith("text/plain"))
            .isPresent();
  }

  private static long number(Exchange exchange, String name, long otherwise)
      throws RefusedException {
    var text = exchange.query(name).orElse("");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,15}")) {
      throw new RefusedException(
          Reply.FAILED,
          "%s is not a whole number of at least 0: %s".formatted(name, text));
    }
    return Long.parseLong(text);
  }

  /// Takes lines, page by page.
  private interface Pages {
    void take(List<Line> page) throws IOException;
  }

  /// Reads lines until a limit or until there are no more just now.
  private void read(StepName.Found step, Cursor from, long limit, Form form, Pages pages)
      throws IOException {
    var cursor = from;
    long left = limit;
    while (left > 0) {
      var page = lines.read(
          step.task().job(),
          step.step().name(),
          cursor,
          (int) Math.min(left, Integer.MAX_VALUE),
          form);
      if (page.lines().isEmpty()) {
        return;
      }
      pages.take(page.lines());
      left -= page.lines().size();
      cursor = page.next();
    }
  }

  private Cursor start(Exchange exchange, StepName.Found step, Form form)
      throws RefusedException, IOException {
    long offset = number(exchange, "offset", 0);
    return offset == 0
        ? Cursor.START
        : lines.seek(step.task().job(), step.step().name(), offset + 1, form);
  }

  /// As it was written, but for what is masked.
  private void text(Exchange exchange, StepName.Found step)
      throws RefusedException, IOException, InterruptedException {
    long limit = number(exchange, "limit", Long.MAX_VALUE);
    var start = start(exchange, step, Form.EXACT);
    exchange.setHeader("X-Content-Type-Options", "nosniff");
    exchange.setHeader("X-Task-STATE", TaskWords.state(step.row()).word());
    exchange.stream(
        200,
        TEXT,
        out -> read(step, start, limit, Form.EXACT, page -> {
          for (var line : page) {
            out.write(NativeText.bytes(line.content()));
            if (line.hasFeed()) {
              out.write('\n');
            }
          }
        }));
  }

  /// Written piece by piece, as it may be larger than the memory.
  private void json(Exchange exchange, StepName.Found step)
      throws RefusedException, IOException, InterruptedException {
    var state = TaskWords.state(step.row());
    var message = TaskWords.message(step.row());
    if (state == TaskState.PENDING || state == TaskState.PAUSED) {
      envelope.send(exchange, new Answer(state.reply(), message, List.of(notBegun(message))));
      return;
    }
    var form = form(exchange);
    long limit = number(exchange, "limit", Long.MAX_VALUE);
    var start = start(exchange, step, form);
    if (exchange.header("Accept").filter(a -> a.contains("yaml")).isPresent()) {
      var first = lines.read(
          step.task().job(), step.step().name(), start, (int) Math.min(limit, FIRST_LINES), form);
      envelope.send(
          exchange, new Answer(state.reply(), message, TaskJson.lines(first.lines())));
      return;
    }
    var frame = envelope.text(new Answer(state.reply(), message, null));
    var head = frame.substring(0, frame.lastIndexOf("null"));
    exchange.stream(200, "application/json", out -> {
      out.write(head.getBytes(StandardCharsets.UTF_8));
      boolean[] isFirst = {true};
      read(step, start, limit, form, page -> {
        for (var line : page) {
          out.write(isFirst[0] ? '[' : ',');
          isFirst[0] = false;
          out.write(
              JsonValues.text(
                  TaskJson.line(
                      Envelope.nanos(line.time()), line.number(), line.content()))
                  .getBytes(StandardCharsets.UTF_8));
        }
      });
      out.write((isFirst[0] ? "null}\n" : "]}\n").getBytes(StandardCharsets.UTF_8));
    });
  }

  private Map<String, @Nullable Object> notBegun(String message) {
    return TaskJson.line(Envelope.nanos(clock.instant()), 1, message);
  }

  /// The first lines of a step, for its details; null if there are none.
  @Nullable
  List<Map<String, @Nullable Object>> first(StepName.Found step) throws IOException {
    return TaskJson.lines(
        lines.read(
            step.task().job(), step.step().name(), Cursor.START, FIRST_LINES, Form.TRIMMED)
            .lines());
  }

  private void follow(Frames.Channel channel, StepName of, Form form)
      throws IOException, InterruptedException {
    StepName.Found step;
    try {
      step = of.require(tasks);
    } catch (RefusedException e) {
      channel.send(Envelope.refused(e));
      return;
    }
    var state = TaskWords.state(step.row());
    if (TaskWords.state(step.task()).isOver() && state == TaskState.PENDING) {
      channel.send(new Answer(state.reply(), TaskWords.message(step.row()), null));
      return;
    }
    if (state == TaskState.PENDING || state == TaskState.PAUSED) {
      channel.send(
          new Answer(state.reply(), state.reply().text(), List.of(notBegun(NOT_BEGUN))));
    }
    var sink = new Sink(channel);
    var end = lines.follow(step.task().job(), of.step(), Cursor.START, form, sink);
    if (end.isPresent()) {
      var row = end.get().step(of.step()).orElseThrow();
      channel.send(
          new Answer(
              TaskWords.state(row).reply(), TaskWords.message(row), sink.withheld()));
    }
  }

  /// Keeps the last lines back until it is known whether the step has ended.
  private static final class Sink implements StepLines.Sink {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Frames.Channel channel;
    private Optional<List<Line>> waiting = Optional.empty();

    Sink(Frames.Channel channel) {
      this.channel = channel;
    }

    @Override
    public void lines(List<Line> more) throws IOException, InterruptedException {
      release();
      waiting = Optional.of(more);
    }

    private void release() throws IOException, InterruptedException {
      if (waiting.isPresent()) {
        channel.send(new Answer(Reply.RUNNING, "in progress", TaskJson.lines(waiting.get())));
        waiting = Optional.empty();
      }
    }

    @Nullable
    List<Map<String, @Nullable Object>> withheld() {
      return waiting.map(TaskJson::lines).orElse(null);
    }

    @Override
    public void silent() throws IOException, InterruptedException {
      release();
      channel.idle(PAUSE);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }
  }
}
