package io.parallelr.autoexec;

import io.parallelr.autoexec.Envelope.Answer;
import io.parallelr.autoexec.Frames.Frame;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.template.GoDuration;
import io.parallelr.yaml.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The routes for tasks and their steps.
final class TaskRoutes {
  private static final String TASK = "/api/v1/task/{task}";
  private static final String STEP = TASK + "/step/{step}";

  private final Tasks tasks;
  private final Envelope envelope;
  private final Frames frames;
  private final StepLogAnswers logs;
  private final LegacyDialect legacy;

  TaskRoutes(
      Tasks tasks,
      Envelope envelope,
      Frames frames,
      StepLogAnswers logs,
      LegacyDialect legacy) {
    this.tasks = tasks;
    this.envelope = envelope;
    this.frames = frames;
    this.logs = logs;
    this.legacy = legacy;
  }

  Routes routes(Guard guard) {
    return new Routes()
        .guard(guard, "/api/v1/task")
        .errors(envelope.errors())
        .get("/api/v1/task", this::list)
        .post("/api/v1/task", this::create)
        .get(TASK, this::detail)
        .put(TASK, this::control)
        .delete(TASK, envelope.answering(this::delete))
        .get(TASK + "/dump", envelope.answering(this::dump))
        .get(TASK + "/step", this::steps)
        .get(STEP, this::step)
        .put(STEP, envelope.answering(this::controlStep))
        .get(STEP + "/log", this::log);
  }

  private void list(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.READ);
    if (exchange.query("sort").isPresent()) {
      legacy.list(exchange);
    } else if (exchange.asksForWebSocket()) {
      var first = paging(exchange);
      frames.serve(
          exchange,
          frames.following(request -> {
            var paging = first.get();
            return new Frame(
                list(request.isPresent() ? paging.with(request.get()) : paging), false);
          }));
    } else {
      envelope.answering(e -> list(Paging.of(e))).handle(exchange);
    }
  }

  private interface Lazy<T> {
    T get() throws RefusedException;
  }

  /// What is wrong with it is the first frame.
  private static Lazy<Paging> paging(Exchange exchange) {
    return () -> Paging.of(exchange);
  }

  private Answer list(Paging paging) throws IOException {
    var list = new ArrayList<Map<String, @Nullable Object>>();
    for (var task : tasks.stored().list(paging.prefix(), paging.skip(), paging.size())) {
      list.add(TaskJson.brief(task));
    }
    int count = tasks.stored().count(paging.prefix());
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("page", paging.json(count));
    data.put("total", count); // for clients of the older interface
    data.put("tasks", list.isEmpty() ? null : list);
    return Answer.of(Reply.SUCCESS, data);
  }

  private void create(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.RUN);
    var body = exchange.bodyText();
    if (LegacyDialect.isMeant(body)) {
      legacy.create(exchange, body);
      return;
    }
    envelope.answering(e -> {
      var request = tasks.decode(Document.of(e, body), Optional.empty());
      tasks.create(request, e.claims().subject());
      e.setHeader("X-Task-Name", header(request.name()));
      Map<String, @Nullable Object> data = new LinkedHashMap<>();
      data.put("name", request.name());
      data.put("count", request.steps().size());
      return Answer.of(Reply.SUCCESS, data);
    }).handle(exchange);
  }

  /// A header has the bytes of UTF-8, each as a character.
  static String header(String text) {
    return new String(
        text.getBytes(StandardCharsets.UTF_8),
        StandardCharsets.ISO_8859_1);
  }

  private void detail(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.READ);
    var name = exchange.parameter("task");
    if (Frames.areWanted(exchange)) {
      frames.serve(exchange, frames.following(_ -> {
        var task = tasks.require(name);
        return new Frame(detail(task), TaskWords.state(task).isOver());
      }));
      return;
    }
    var found = inOlderForm(exchange, name);
    if (found.isPresent()) {
      legacy.detail(exchange, found.get());
      return;
    }
    envelope.answering(e -> {
      var task = tasks.require(name);
      e.setHeader("X-Task-STATE", TaskWords.state(task).word());
      return detail(task);
    }).handle(exchange);
  }

  /// A task that is shown in the older form. What is wrong with one that cannot be read is said in
  /// the newer one.
  private Optional<TaskRow> inOlderForm(Exchange exchange, String name) throws IOException {
    try {
      return tasks.find(name).filter(task -> LegacyDialect.isOf(exchange, task));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  private Answer detail(TaskRow task) {
    return new Answer(
        TaskWords.state(task).reply(),
        TaskWords.message(task),
        TaskJson.full(task, tasks.settings().node()));
  }

  private void control(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.CANCEL);
    var name = exchange.parameter("task");
    if (exchange.query("action").isEmpty()) {
      var found = inOlderForm(exchange, name);
      if (found.isPresent()) {
        legacy.kill(exchange, found.get());
        return;
      }
    }
    envelope.answering(e -> {
      var _ = tasks.stored().requireRow(name);
      tasks.control(name, action(e));
      return Answer.of(Reply.SUCCESS, null);
    }).handle(exchange);
  }

  private Answer controlStep(Exchange exchange) throws RefusedException, IOException {
    Rights.require(exchange, Rights.CANCEL);
    tasks.control(exchange.parameter("task"), exchange.parameter("step"), action(exchange));
    return Answer.of(Reply.SUCCESS, null);
  }

  private static Tasks.Action action(Exchange exchange) throws RefusedException {
    var word = exchange.query("action").orElse("");
    return switch (word) {
      case "kill" -> new Tasks.Action.Kill();
      case "pause" -> new Tasks.Action.Pause(
          exchange.query("duration").flatMap(GoDuration::parse).filter(d -> d.isPositive()));
      case "resume" -> new Tasks.Action.Resume();
      default -> throw new RefusedException(
          Reply.FAILED,
          "unknown action '%s'; send kill, pause or resume".formatted(word));
    };
  }

  private Answer delete(Exchange exchange)
      throws RefusedException, IOException, InterruptedException {
    Rights.require(exchange, Rights.CANCEL);
    tasks.delete(exchange.parameter("task"));
    return Answer.of(Reply.SUCCESS, null);
  }

  private Answer dump(Exchange exchange) throws RefusedException, IOException {
    Rights.require(exchange, Rights.READ);
    return Answer.of(
        Reply.SUCCESS,
        YamlWriter.text(RequestJson.shown(tasks.require(exchange.parameter("task")).request())));
  }

  private void steps(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.READ);
    var name = exchange.parameter("task");
    if (Frames.areWanted(exchange)) {
      frames.serve(exchange, frames.following(_ -> {
        var task = tasks.require(name);
        return new Frame(steps(task), TaskWords.state(task).isOver());
      }));
    } else {
      envelope.answering(_ -> steps(tasks.require(name))).handle(exchange);
    }
  }

  private static Answer steps(TaskRow task) {
    var list = new ArrayList<Map<String, @Nullable Object>>();
    for (var step : TaskJson.inOrder(task.request().steps())) {
      task.job().step(step.name()).ifPresent(row -> list.add(TaskJson.brief(step, row)));
    }
    var reply = TaskWords.state(task).reply();
    return new Answer(reply, TaskWords.message(task) + "; " + reply.text(), list);
  }

  private void step(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.READ);
    if (exchange.header("Accept").filter(a -> a.startsWith("text/plain")).isPresent()) {
      log(exchange);
      return;
    }
    var of = new StepName(exchange.parameter("task"), exchange.parameter("step"));
    if (Frames.areWanted(exchange)) {
      frames.serve(exchange, frames.following(_ -> {
        var found = of.require(tasks);
        return new Frame(
            answer(found, fields -> fields),
            TaskWords.state(found.row()).isOver() || TaskWords.state(found.task()).isOver());
      }));
    } else {
      envelope.answering(_ -> {
        var found = of.require(tasks);
        var lines = logs.first(found);
        return answer(found, fields -> {
          fields.put("log", lines);
          return fields;
        });
      }).handle(exchange);
    }
  }

  private static Answer answer(
      StepName.Found step,
      Function<Map<String, @Nullable Object>, Map<String, @Nullable Object>> more) {
    return new Answer(
        TaskWords.state(step.row()).reply(),
        TaskWords.message(step.row()),
        more.apply(TaskJson.full(step.task(), step.step(), step.row())));
  }

  private void log(Exchange exchange) throws Exception {
    Rights.require(exchange, Rights.READ);
    logs.answer(exchange, new StepName(exchange.parameter("task"), exchange.parameter("step")));
  }
}
