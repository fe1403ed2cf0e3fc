package io.parallelr.report;

import io.parallelr.batch.ShellWords;
import io.parallelr.os.NativeText;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a run was asked for, and where it ran.
record RunEnvironment(ReportedRun run, ZoneId zone) {

  /// What there is to say, by names for people.
  Map<String, String> facts() {
    var request = run.request();
    var facts = new LinkedHashMap<String, String>();
    facts.put("Run", run.overview().id());
    add(facts, "Name", run.overview().labels().name());
    add(facts, "Tags", words(run.overview()
        .labels()
        .tags()
        .entrySet()
        .stream()
        .map(tag -> tag.getKey() + '=' + tag.getValue())
        .toList()));
    add(facts, "Command", request.text("command_template"));
    add(facts, "Tasks from", words(request.texts("sources")));
    add(facts, "Lines of", request.text("arguments_file"));
    add(facts, "Separator", request.text("separator"));
    add(facts, "Variables", words(request.texts("env_var")));
    add(
        facts,
        "Command line",
        Optional.of("parallelr " + ShellWords.show(request.texts("command_line"))));
    add(facts, "Started", run.overview().started().map(t -> Texts.when(t, zone)));
    add(facts, "Ended", run.overview().ended().map(t -> Texts.when(t, zone)));
    add(facts, "Resumes", run.overview().continues().map(NativeText::nameOf));
    add(facts, "Host", request.text("hostname"));
    add(facts, "User", request.text("user"));
    add(facts, "Version", request.text("version").map("parallelr "::concat));
    add(facts, "Launcher", request.text("launcher"));
    add(facts, "Slots", request.number("max_workers").map(Object::toString));
    add(
        facts,
        "Time limit",
        request.decimal("timeout_seconds")
            .map(seconds -> Texts.length(Duration.ofMillis(Math.round(seconds * 1000)))));
    add(facts, "Asked for in", request.text("directory"));
    add(facts, "Tasks ran in", request.text("working_directory"));
    add(facts, "Directory of the run", Optional.of(NativeText.of(run.overview().run().path())));
    return facts;
  }

  private static Optional<String> words(List<String> words) {
    return Optional.of(String.join(" ", words)).filter(text -> !text.isEmpty());
  }

  private static void add(Map<String, String> facts, String name, Optional<String> value) {
    value.ifPresent(v -> facts.put(name, v));
  }

  void write(Html html) {
    html.open("dl", "class", "environment");
    facts().forEach(
        (name, value) -> html.open("div").element("dt", name).element("dd", value).close());
    html.close();
    var settings = run.request().texts("config");
    if (settings.isEmpty()) {
      return;
    }
    html.open("details").element("summary", "All %d settings".formatted(settings.size()));
    html.open("ul", "class", "settings");
    settings.forEach(setting -> html.open("li").element("code", setting).close());
    html.close().close();
  }
}
