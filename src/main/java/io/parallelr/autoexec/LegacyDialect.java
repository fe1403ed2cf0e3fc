package io.parallelr.autoexec;

import io.parallelr.autoexec.LegacyJson.Context;
import io.parallelr.http.Exchange;
import io.parallelr.http.Handler;
import io.parallelr.http.Rights;
import io.parallelr.http.WebSocket;
import io.parallelr.json.JsonValues;
import io.parallelr.serve.StepLines;
import io.parallelr.serve.StepLines.Cursor;
import io.parallelr.serve.StepLines.Form;
import io.parallelr.serve.StepLines.Line;
import io.parallelr.store.StepRow;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers in the form of the older interface. For any threads.
final class LegacyDialect {
  private static final int MOST_LINES = 10_000;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final String V1 = "/api/v1/task/";

  private final Tasks tasks;
  private final LegacyRequest requests;
  private final Duration expires;
  private final String prefix;
  private final InstantSource clock;

  /// @param expires how long tasks are kept after their end
  /// @param prefix before all paths
  LegacyDialect(
      Tasks tasks,
      LegacyRequest requests,
      Duration expires,
      String prefix,
      InstantSource clock) {
    this.tasks = tasks;
    this.requests = requests;
    this.expires = expires;
    this.prefix = prefix;
    this.clock = clock;
  }

  /// Whether a body is a task of this form.
  static boolean isMeant(String body) {
    return body.stripLeading().startsWith("[");
  }

  /// Whether a task is shown in this form: it came in this form, or the client wants that.
  static boolean isOf(Exchange exchange, TaskRow task) {
    return exchange.query("dialect")
        .map("osreapi"::equals)
        .orElse(task.request().origin() == TaskRequest.Origin.OSREAPI);
  }

  /// The codes of this interface, with the text of each.
  enum Code {
    SUCCESS(0, "success"), INTERNAL(500, "internal error"), PARAMETER(1000,
        "parameter error"), RUNNING(
            1001, "running"), FAILED(1002,
                "exec error"), NO_DATA(1003, "no data"), PENDING(1004, "pending");

    private final int number;
    private final String text;

    Code(int number, String text) {
      this.number = number;
      this.text = text;
    }
  }

  /// Absent members are left out.
  private static void send(
      Exchange exchange,
      Code code,
      String message,
      @Nullable Object data) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", code.number);
    fields.put("message", message.isEmpty() ? code.text : message + "; " + code.text);
    if (data != null) {
      fields.put("data", data);
    }
    exchange.sendJson(200, JsonValues.text(fields).getBytes(StandardCharsets.UTF_8));
  }

  private void refuse(Exchange exchange, String message) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", 400);
    fields.put("message", message);
    fields.put("timestamp", Envelope.nanos(clock.instant()));
    exchange.sendJson(400, JsonValues.text(fields).getBytes(StandardCharsets.UTF_8));
  }

  private Context context(Exchange exchange, boolean isVersioned) {
    return new Context(
        "http://%s%s%s".formatted(
            exchange.header("Host").orElse("localhost"),
            prefix,
            isVersioned ? V1 : "/"),
        clock.instant(),
        expires);
  }

  private boolean isVersioned(Exchange exchange) {
    return exchange.path().startsWith(prefix + "/api/");
  }

  void list(Exchange exchange) throws IOException, InterruptedException {
    Rights.require(exchange, Rights.READ);
    var sort = LegacyList.Sort.of(exchange.query("sort").orElse("st"));
    if (sort.isEmpty()) {
      refuse(exchange, "sort parameter error");
    } else {
      LegacyList.read(tasks.stored(), sort.get(), context(exchange, isVersioned(exchange)))
          .send(exchange);
    }
  }

  /// Creates a task from a body that was read already.
  void create(Exchange exchange, String body) throws IOException {
    Rights.require(exchange, Rights.RUN);
    try {
      var document = Document.of(exchange, body);
      var request = requests.decode(exchange, document);
      tasks.create(request, exchange.claims().subject());
      exchange.setHeader("X-Task-ID", TaskRoutes.header(request.name()));
      Map<String, @Nullable Object> data = new LinkedHashMap<>();
      data.put("count", request.steps().size());
      data.put("id", request.name());
      data.put("url", context(exchange, isVersioned(exchange)).base() + request.name());
      data.put("timestamp", Envelope.nanos(clock.instant()));
      send(exchange, Code.SUCCESS, "", data);
    } catch (RefusedException e) {
      refuse(exchange, String.valueOf(e.getMessage()));
    }
  }

  void create(Exchange exchange) throws IOException {
    create(exchange, exchange.bodyText());
  }

  /// Answers requests for tasks, of which some cannot be read.
  interface Source {
    void answer(Exchange exchange) throws RefusedException, IOException, InterruptedException;
  }

  static Handler answering(Source source) {
    return exchange -> {
      try {
        source.answer(exchange);
      } catch (RefusedException e) {
        send(exchange, Code.FAILED, String.valueOf(e.getMessage()), null);
      }
    };
  }

  void detail(Exchange exchange) throws RefusedException, IOException {
    Rights.require(exchange, Rights.READ);
    var task = tasks.find(exchange.parameter("task"));
    if (task.isEmpty()) {
      send(exchange, Code.NO_DATA, "task not found", null);
    } else {
      detail(exchange, task.get());
    }
  }

  void detail(Exchange exchange, TaskRow task) throws IOException {
    var state = TaskWords.state(task);
    exchange.setHeader("X-Task-STATE", LegacyJson.words().get(LegacyJson.state(state)));
    if (state == TaskState.PENDING || state == TaskState.PAUSED) {
      send(exchange, Code.RUNNING, "", null);
      return;
    }
    var context = context(exchange, isVersioned(exchange));
    var steps = new ArrayList<Map<String, @Nullable Object>>();
    for (int i = 0; i < task.request().steps().size(); i++) {
      var row = row(task, i);
      steps.add(LegacyJson.step(task, i, row, output(task, row), context));
    }
    switch (state) {
      case RUNNING -> send(exchange, Code.RUNNING, LegacyJson.steps(task), steps);
      case STOPPED -> send(exchange, Code.SUCCESS, "", steps);
      default -> send(exchange, Code.FAILED, LegacyJson.steps(task), steps);
    }
  }

  private static StepRow row(TaskRow task, int number) {
    return task.job().step(task.request().steps().get(number).name()).orElseThrow();
  }

  private List<Line> lines(TaskRow task, StepRow row) throws IOException {
    return tasks.jobs()
        .lines()
        .read(task.job(), row.name(), Cursor.START, MOST_LINES, Form.TRIMMED)
        .lines();
  }

  private String output(TaskRow task, StepRow row) throws IOException {
    return row.end().isEmpty()
        ? ""
        : lines(task, row).stream().map(Line::content).collect(Collectors.joining("\n"));
  }

  void kill(Exchange exchange, TaskRow task) throws IOException {
    try {
      tasks.control(task.request().name(), new Tasks.Action.Kill());
      send(exchange, Code.SUCCESS, "", null);
    } catch (RefusedException e) {
      send(exchange, Code.NO_DATA, "not found", null);
    }
  }

  void killStep(Exchange exchange) throws RefusedException, IOException {
    Rights.require(exchange, Rights.CANCEL);
    var task = tasks.find(exchange.parameter("task"));
    int number = number(exchange);
    if (number < 0) {
      send(exchange, Code.PARAMETER, "step does not exist", null);
    } else if (task.isEmpty() || number >= task.get().request().steps().size()) {
      send(exchange, Code.NO_DATA, "not found", null);
    } else {
      var name = task.get().request().steps().get(number).name();
      try {
        tasks.control(task.get().request().name(), name, new Tasks.Action.Kill());
        send(exchange, Code.SUCCESS, "", null);
      } catch (RefusedException e) {
        send(exchange, Code.NO_DATA, "not found", null);
      }
    }
  }

  private static int number(Exchange exchange) {
    var text = exchange.parameter("step");
    return text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : -1;
  }

  void console(Exchange exchange)
      throws RefusedException, IOException, InterruptedException {
    Rights.require(exchange, Rights.READ);
    var task = tasks.find(exchange.parameter("task"));
    int number = number(exchange);
    if (task.isEmpty() || number < 0 || number >= task.get().request().steps().size()) {
      send(exchange, Code.NO_DATA, "step not found", null);
      return;
    }
    var row = row(task.get(), number);
    if (exchange.asksForWebSocket()) {
      exchange.webSocket(socket -> follow(socket, task.get(), row));
      return;
    }
    var state = TaskWords.state(row);
    if (state == TaskState.PENDING || state == TaskState.PAUSED) {
      send(exchange, Code.PENDING, TaskWords.message(row), null);
      return;
    }
    switch (state) {
      case RUNNING -> sendLines(exchange, Code.RUNNING, "in progress", task.get(), row);
      case FAILED, BLOCKED -> sendLines(
          exchange,
          Code.FAILED,
          "exit code: %d; %s".formatted(
              LegacyJson.code(task.get(), row), TaskWords.message(row)),
          task.get(),
          row);
      default -> sendLines(exchange, Code.SUCCESS, "", task.get(), row);
    }
  }

  /// Page by page, as they may be more than fit into the memory.
  private void sendLines(
      Exchange exchange,
      Code code,
      String message,
      TaskRow task,
      StepRow row) throws IOException, InterruptedException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", code.number);
    fields.put("message", message.isEmpty() ? code.text : message + "; " + code.text);
    var head = JsonValues.text(fields);
    exchange.stream(200, "application/json", out -> {
      write(out, head.substring(0, head.length() - 1) + ",\"data\":[");
      boolean isFirst = true;
      var cursor = Cursor.START;
      while (true) {
        var page = tasks.jobs()
            .lines()
            .read(task.job(), row.name(), cursor, Integer.MAX_VALUE, Form.TRIMMED);
        for (var line : page.lines()) {
          write(out, (isFirst ? "" : ",") + JsonValues.text(line.content()));
          isFirst = false;
        }
        if (page.lines().isEmpty()) {
          break;
        }
        cursor = page.next();
      }
      write(out, "]}\n");
    });
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private void follow(WebSocket socket, TaskRow task, StepRow row)
      throws IOException, InterruptedException {
    var _ = tasks.jobs()
        .lines()
        .follow(task.job(), row.name(), Cursor.START, Form.TRIMMED, new StepLines.Sink() {
          @Override
          public void lines(List<Line> more) throws IOException, InterruptedException {
            socket.send(more.stream().map(Line::content).collect(Collectors.joining("\r\n")));
          }

          @Override
          public void silent() throws InterruptedException {
            var _ = socket.receive(PAUSE);
          }

          @Override
          public boolean isOpen() {
            return socket.isOpen();
          }
        });
  }
}
