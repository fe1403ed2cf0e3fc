package io.parallelr.autoexec;

import io.parallelr.autoexec.Envelope.Answer;
import io.parallelr.autoexec.Frames.Frame;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.store.TemplateStore.Build;
import io.parallelr.store.TemplateStore.Template;
import io.parallelr.yaml.Yaml;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The routes for pipelines and their builds.
final class PipelineRoutes {
  private static final String ALL = "/api/v1/pipeline";
  private static final String ONE = ALL + "/{pipeline}";
  private static final String BUILDS = ONE + "/build";
  private static final String BUILD = BUILDS + "/{build}";

  private final Builds builds;
  private final Tasks tasks;
  private final Envelope envelope;
  private final Frames frames;

  PipelineRoutes(Builds builds, Tasks tasks, Envelope envelope, Frames frames) {
    this.builds = builds;
    this.tasks = tasks;
    this.envelope = envelope;
    this.frames = frames;
  }

  Routes routes(Guard guard) {
    return new Routes()
        .guard(guard, ALL)
        .errors(envelope.errors())
        .get(ALL, exchange -> page(exchange, this::list))
        .post(ALL, envelope.answering(exchange -> write(exchange, Optional.empty())))
        .get(ONE, exchange -> follow(exchange, this::show))
        .post(
            ONE,
            envelope.answering(
                exchange -> write(exchange, Optional.of(exchange.parameter("pipeline")))))
        .delete(ONE, envelope.answering(this::delete))
        .get(
            BUILDS,
            exchange -> {
              var pipeline = exchange.parameter("pipeline");
              page(exchange, paging -> builds(pipeline, paging));
            })
        .post(BUILDS, envelope.answering(this::build))
        .get(BUILD, exchange -> follow(exchange, this::showBuild))
        .post(BUILD, envelope.answering(this::rerun))
        .delete(BUILD, envelope.answering(this::deleteBuild));
  }

  private interface Page {
    Answer of(Paging paging) throws RefusedException, IOException;
  }

  private void page(Exchange exchange, Page page) throws Exception {
    Rights.require(exchange, Rights.READ);
    if (exchange.asksForWebSocket()) {
      var first = new Paging(1, 0, "");
      frames.serve(
          exchange,
          frames.following(
              request -> new Frame(
                  page.of(request.isPresent() ? first.with(request.get()) : first), false)));
    } else {
      envelope.answering(e -> page.of(Paging.of(e))).handle(exchange);
    }
  }

  private interface Show {
    Answer of(Map<String, String> parameters) throws RefusedException, IOException;
  }

  private void follow(Exchange exchange, Show show) throws Exception {
    Rights.require(exchange, Rights.READ);
    var names = new LinkedHashMap<String, String>();
    names.put("pipeline", exchange.parameter("pipeline"));
    if (exchange.path().contains("/build/")) {
      names.put("build", exchange.parameter("build"));
    }
    if (Frames.areWanted(exchange)) {
      frames.serve(exchange, frames.following(_ -> {
        var answer = show.of(names);
        return new Frame(answer, isOver(names));
      }));
    } else {
      envelope.answering(_ -> show.of(names)).handle(exchange);
    }
  }

  private boolean isOver(Map<String, String> names) throws RefusedException, IOException {
    var build = names.get("build");
    if (build == null) {
      return false;
    }
    var task = tasks.find(build);
    return task.isEmpty() || TaskWords.state(task.get()).isOver();
  }

  private Answer list(Paging paging) throws IOException {
    var list = new ArrayList<Map<String, @Nullable Object>>();
    for (var template : builds.list(paging)) {
      list.add(brief(template));
    }
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("page", paging.json(builds.store().count(paging.prefix())));
    data.put("pipelines", list.isEmpty() ? null : list);
    return Answer.of(Reply.SUCCESS, data);
  }

  private static Map<String, @Nullable Object> brief(Template template) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", template.name());
    if (!template.description().isEmpty()) {
      fields.put("desc", template.description());
    }
    if (template.isDisabled()) {
      fields.put("disable", true);
    }
    fields.put("tplType", template.kind());
    return fields;
  }

  private Answer show(Map<String, String> names) throws RefusedException, IOException {
    var template = builds.require(names.getOrDefault("pipeline", ""));
    var fields = brief(template);
    fields.put("content", template.content());
    return Answer.of(Reply.SUCCESS, fields);
  }

  /// @param name of the pipeline to change; empty for a new one
  private Answer write(Exchange exchange, Optional<String> name)
      throws RefusedException, IOException {
    Rights.require(exchange, Rights.ADMIN);
    var document = Document.of(exchange);
    var body = new Members(document, document.root(), "the pipeline");
    var template = new Template(
        name.orElseGet(() -> TaskNames.clean(body.text("name"))),
        body.text("tplType"),
        body.text("desc"),
        body.truth("disable"),
        body.text("content"));
    document.refuse();
    if (name.isPresent()) {
      builds.change(template);
    } else {
      builds.add(template);
    }
    return Answer.of(Reply.SUCCESS, null);
  }

  private Answer delete(Exchange exchange)
      throws RefusedException, IOException, InterruptedException {
    Rights.require(exchange, Rights.ADMIN);
    builds.delete(exchange.parameter("pipeline"));
    return Answer.of(Reply.SUCCESS, null);
  }

  private Answer builds(String pipeline, Paging paging) throws RefusedException, IOException {
    var _ = builds.require(pipeline);
    var list = new ArrayList<Map<String, @Nullable Object>>();
    for (var build : builds.store().builds(pipeline, paging.skip(), paging.size())) {
      list.add(json(build));
    }
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("page", paging.json(builds.store().countBuilds(pipeline)));
    data.put("tasks", list.isEmpty() ? null : list);
    return Answer.of(Reply.SUCCESS, data);
  }

  private Map<String, @Nullable Object> json(Build build) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("pipelineName", build.template());
    fields.put("taskName", build.name());
    Optional<TaskRow> task = Optional.empty();
    var missing = "the task is deleted";
    try {
      task = tasks.find(build.name());
    } catch (RefusedException e) {
      missing = String.valueOf(e.getMessage());
    }
    fields.put("state", task.map(t -> TaskWords.state(t).word()).orElse("unknown"));
    fields.put("message", task.map(TaskWords::message).orElse(missing));
    fields.put("time", task.map(t -> TaskJson.brief(t).get("time")).orElse(null));
    return fields;
  }

  private Answer build(Exchange exchange)
      throws RefusedException, IOException, InterruptedException {
    Rights.require(exchange, Rights.RUN);
    var text = exchange.bodyText();
    Map<String, @Nullable Object> parameters = Map.of();
    if (!text.isBlank()) {
      var document = Document.of(exchange, text);
      var body = new Members(document, document.root(), "the body");
      document.refuse();
      parameters = parameters(body.get("params"));
    }
    var name = builds.build(
        exchange.parameter("pipeline"), parameters, exchange.claims().subject());
    exchange.setHeader("X-Task-Name", name);
    return Answer.of(Reply.SUCCESS, Map.of("name", name));
  }

  private static Map<String, @Nullable Object> parameters(Optional<Yaml> value)
      throws RefusedException {
    if (value.isEmpty()) {
      return Map.of();
    }
    if (plain(value.get()) instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
      map.forEach((name, one) -> parameters.put(String.valueOf(name), one));
      return parameters;
    }
    throw new RefusedException(Reply.FAILED, "params is not an object");
  }

  /// Words for truth values and numbers become those.
  private static @Nullable Object plain(Yaml value) {
    return switch (value) {
      case Yaml.Mapping map -> {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.entries().forEach(entry -> fields.put(entry.key().text(), plain(entry.value())));
        yield fields;
      }
      case Yaml.Sequence list -> {
        List<@Nullable Object> elements = new ArrayList<>();
        list.elements().forEach(element -> elements.add(plain(element)));
        yield elements;
      }
      case Yaml.Scalar scalar -> switch (scalar.style()) {
        case NULL -> null;
        case TEXT -> scalar.text();
        case PLAIN -> word(scalar.text());
      };
    };
  }

  private static Object word(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (text.matches("-?[0-9]{1,18}")) {
      return Long.valueOf(text);
    }
    return text.matches("-?[0-9]{1,18}\\.[0-9]{1,18}") ? Double.valueOf(text) : text;
  }

  private Answer showBuild(Map<String, String> names) throws RefusedException, IOException {
    var build = builds.require(
        names.getOrDefault("pipeline", ""),
        names.getOrDefault("build", ""));
    var fields = json(build);
    fields.put("params", build.parameters());
    var task = tasks.find(build.name());
    return Answer.of(
        task.map(t -> TaskWords.state(t).reply()).orElse(Reply.NO_DATA),
        fields);
  }

  private Answer rerun(Exchange exchange)
      throws RefusedException, IOException, InterruptedException {
    Rights.require(exchange, Rights.RUN);
    builds.rerun(
        exchange.parameter("pipeline"),
        exchange.parameter("build"),
        exchange.claims().subject());
    return Answer.of(Reply.SUCCESS, null);
  }

  private Answer deleteBuild(Exchange exchange) throws RefusedException, IOException {
    Rights.require(exchange, Rights.CANCEL);
    builds.deleteBuild(exchange.parameter("pipeline"), exchange.parameter("build"));
    return Answer.of(Reply.SUCCESS, null);
  }
}
