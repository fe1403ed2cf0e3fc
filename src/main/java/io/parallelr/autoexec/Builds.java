package io.parallelr.autoexec;

import io.parallelr.json.JsonValues;
import io.parallelr.store.JobStore;
import io.parallelr.store.TemplateStore;
import io.parallelr.store.TemplateStore.Build;
import io.parallelr.store.TemplateStore.Template;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Pipelines, which are templates of tasks, and the tasks that are made from them. For any threads.
final class Builds {
  static final String KIND = "jinja2";
  private static final String PREFIX = "PpipeL";
  private static final int LONGEST = 512 << 10;

  private final Tasks tasks;
  private final TemplateStore store;
  private final TaskTemplates templates;
  private final InstantSource clock;
  private final Supplier<String> ids;

  Builds(
      Tasks tasks,
      JobStore store,
      boolean hasAccess,
      InstantSource clock,
      Supplier<String> ids) {
    this.tasks = tasks;
    this.store = store.templates()
        .orElseThrow(() -> new IllegalArgumentException("a store without templates"));
    this.templates = new TaskTemplates(hasAccess);
    this.clock = clock;
    this.ids = ids;
  }

  TemplateStore store() {
    return store;
  }

  Template require(String name) throws RefusedException, IOException {
    var found = store.find(name);
    if (found.isEmpty()) {
      throw new RefusedException(Reply.FAILED, "pipeline not found");
    }
    return found.get();
  }

  /// Checks what a client sends.
  static Template checked(Template template) throws RefusedException {
    if (template.name().isEmpty()) {
      throw new RefusedException(Reply.FAILED, "name is required");
    }
    if (template.name().length() > TaskNames.LONGEST) {
      throw new RefusedException(
          Reply.FAILED,
          "the name is longer than %d characters".formatted(TaskNames.LONGEST));
    }
    if (!template.kind().equals(KIND)) {
      throw new RefusedException(
          Reply.FAILED,
          template.kind().isEmpty()
              ? "tplType is required: send jinja2"
              : "pipeline type %s not support; send jinja2".formatted(template.kind()));
    }
    if (template.content().isEmpty() || template.content().length() > LONGEST) {
      throw new RefusedException(
          Reply.FAILED,
          "content is required, of at most %,d characters".formatted(LONGEST));
    }
    return template;
  }

  void add(Template template) throws RefusedException, IOException {
    if (!store.add(checked(template))) {
      throw new RefusedException(
          Reply.FAILED,
          "duplicated key not allowed: there is a pipeline %s".formatted(template.name()));
    }
  }

  void change(Template template) throws RefusedException, IOException {
    if (!store.change(checked(template))) {
      throw new RefusedException(Reply.FAILED, "pipeline not found");
    }
  }

  /// Deletes a pipeline with its builds and their tasks.
  void delete(String name) throws RefusedException, IOException, InterruptedException {
    var _ = require(name);
    for (var build : store.builds(name, 0, Integer.MAX_VALUE)) {
      if (tasks.stored().row(build.name()).isPresent()) {
        tasks.delete(build.name());
      }
    }
    store.delete(name);
  }

  /// Makes a task from a pipeline.
  ///
  /// @return the name of the task
  String build(String pipeline, Map<String, @Nullable Object> parameters, String user)
      throws RefusedException, IOException, InterruptedException {
    var template = require(pipeline);
    requireEnabled(template);
    var name = PREFIX + ids.get();
    var request = decode(template, parameters, name);
    tasks.create(request, user);
    store.add(new Build(pipeline, name, JsonValues.text(parameters), clock.instant()));
    return name;
  }

  private static void requireEnabled(Template template) throws RefusedException {
    if (template.isDisabled()) {
      throw new RefusedException(
          Reply.FAILED,
          "pipeline %s is disabled; enable it to build it".formatted(template.name()));
    }
  }

  private TaskRequest decode(
      Template template,
      Map<String, @Nullable Object> parameters,
      String name) throws RefusedException, InterruptedException {
    var text = templates.render(template.content(), parameters);
    try {
      return tasks.decode(Document.parse(text, Document.Format.YAML), Optional.of(name));
    } catch (RefusedException e) {
      throw new RefusedException(
          e.reply(),
          "the rendered pipeline %s: %s".formatted(template.name(), e.getMessage()));
    }
  }

  Build require(String pipeline, String build) throws RefusedException, IOException {
    var found = store.build(pipeline, build);
    if (found.isEmpty()) {
      throw new RefusedException(Reply.NO_DATA, "build not found");
    }
    return found.get();
  }

  /// Runs the task of a build again.
  void rerun(String pipeline, String name, String user)
      throws RefusedException, IOException, InterruptedException {
    var build = require(pipeline, name);
    var template = require(pipeline);
    requireEnabled(template);
    var task = tasks.find(name);
    var request = task.isPresent()
        ? task.get().request()
        : decode(template, JsonValues.object(build.parameters()), name);
    tasks.create(request, user);
  }

  void deleteBuild(String pipeline, String name) throws RefusedException, IOException {
    var _ = require(pipeline, name);
    store.deleteBuild(pipeline, name);
  }

  List<Template> list(Paging paging) throws IOException {
    return store.list(paging.prefix(), paging.skip(), paging.size());
  }
}
