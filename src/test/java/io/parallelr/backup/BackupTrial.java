package io.parallelr.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.job.Countdown;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobSpec;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Verdict;
import io.parallelr.job.Work;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobStore;
import io.parallelr.store.SqlJobStore;
import io.parallelr.store.TemplateStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server's directory with jobs that have ended, run and wait, to be exported.
final class BackupTrial {
  static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  static final Instant NOW = START.plusSeconds(3_600);
  static final ExportScope ALL = new ExportScope(Optional.empty(), List.of(), false);

  final Path directory;
  final Path data;
  final Path target;
  final JobStore store;

  BackupTrial(Path directory) throws Exception {
    this.directory = directory;
    data = directory.resolve("data");
    target = directory.resolve("target");
    store = SqlJobStore.open(data);
    ended("ended", "build", START);
    submit("waiting", "deploy", START.plusSeconds(60));
    submit("running", "deploy", START.plusSeconds(120));
    run("running");
    store.set("runs", "r1 r2");
    store.set("kept", "value");
    store.set("prunner.schedule/p", "time");
    store.templates().orElseThrow().add(new TemplateStore.Template("t", "go", "", false, "text"));
    store.templates().orElseThrow().add(new TemplateStore.Build("t", "task", "{}", START));
    log("ended", "a-stdout.log", new byte[]{0, (byte) 0xff, '\n', 1});
    log("ended", "a-times", new byte[32]);
    log("running", "a-stdout.log", "so far".getBytes(UTF_8));
  }

  void submit(String id, String name, Instant at) throws IOException {
    var spec = JobSpec.of(
        "lane",
        List.of(
            StepSpec.of("a", new Work.Items(List.of("echo a"))),
            StepSpec.of("b", new Work.Items(List.of("echo b")), "a")));
    store.write(
        List.of(new JobEvent.Submitted(id, spec, at, at)),
        Map.of(id, new JobHead("autoexec", name, "me", "{}")));
  }

  void run(String id) throws IOException {
    store.write(
        List.of(
            new JobEvent.Started(id, new Countdown.None(), START.plusSeconds(200)),
            new JobEvent.StepReady(id, "a"),
            new JobEvent.StepStarted(id, "a", 1, 1)),
        Map.of());
  }

  void ended(String id, String name, Instant at) throws IOException {
    submit(id, name, at);
    run(id);
    store.write(
        List.of(
            new JobEvent.StepEnded(id, "a", new StepEnd.Succeeded(), NOW),
            new JobEvent.StepEnded(id, "b", new StepEnd.Skipped(true), NOW),
            new JobEvent.Ended(id, new Verdict.Succeeded(), NOW)),
        Map.of());
  }

  void log(String job, String name, byte[] content) throws IOException {
    var logs = Files.createDirectories(data.resolve("logs").resolve(job));
    Files.write(logs.resolve(name), content);
  }

  byte[] export(ExportScope limits) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var export = Export.begin(data, data, limits, "1.2.3", NOW)) {
      var _ = export.write(out);
    }
    return out.toByteArray();
  }

  Import.Result restore(byte[] archive, boolean keepsWaiting) throws IOException {
    return Import.restore(new ByteArrayInputStream(archive), target, keepsWaiting);
  }

  static String manifest(int format) {
    return """
        {"format":%d,"version":"9.9","created":"2030-01-01T00:00:00Z"}""".formatted(format);
  }
}
