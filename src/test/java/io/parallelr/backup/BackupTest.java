package io.parallelr.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parallelr.job.Countdown;
import io.parallelr.job.Intent;
import io.parallelr.job.JobEvent;
import io.parallelr.job.JobSpec;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.job.Work;
import io.parallelr.store.JobHead;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import io.parallelr.store.SqlJobStore;
import io.parallelr.store.StepRow;
import io.parallelr.store.TemplateStore;
import io.parallelr.workspace.Workspaces;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BackupTest {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final Instant NOW = START.plusSeconds(3_600);
  private static final ExportScope ALL = new ExportScope(Optional.empty(), List.of(), false);
  private static final ExportScope WITH_WORKSPACES = new ExportScope(Optional.empty(), List.of(), true);
  private static final long SEED = 20_261_129;

  @TempDir
  Path directory;
  private Path data;
  private Path target;
  private JobStore store;

  @BeforeEach
  void open() throws Exception {
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

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private void submit(String id, String name, Instant at) throws IOException {
    var spec = JobSpec.of(
        "lane",
        List.of(
            StepSpec.of("a", new Work.Items(List.of("echo a"))),
            StepSpec.of("b", new Work.Items(List.of("echo b")), "a")));
    store.write(
        List.of(new JobEvent.Submitted(id, spec, at, at)),
        Map.of(id, new JobHead("autoexec", name, "me", "{}")));
  }

  private void run(String id) throws IOException {
    store.write(
        List.of(
            new JobEvent.Started(id, new Countdown.None(), START.plusSeconds(200)),
            new JobEvent.StepReady(id, "a"),
            new JobEvent.StepStarted(id, "a", 1, 1)),
        Map.of());
  }

  private void ended(String id, String name, Instant at) throws IOException {
    submit(id, name, at);
    run(id);
    store.write(
        List.of(
            new JobEvent.StepEnded(id, "a", new StepEnd.Succeeded(), NOW),
            new JobEvent.StepEnded(id, "b", new StepEnd.Skipped(true), NOW),
            new JobEvent.Ended(id, new Verdict.Succeeded(), NOW)),
        Map.of());
  }

  private void log(String job, String name, byte[] content) throws IOException {
    var logs = Files.createDirectories(data.resolve("logs").resolve(job));
    Files.write(logs.resolve(name), content);
  }

  private byte[] export(ExportScope limits) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var export = Export.begin(data, data, limits, "1.2.3", NOW)) {
      var _ = export.write(out);
    }
    return out.toByteArray();
  }

  private Import.Result restore(byte[] archive, boolean keepsWaiting) throws IOException {
    return Import.restore(new ByteArrayInputStream(archive), target, keepsWaiting);
  }

  private void refuses(byte[] archive, String why) {
    assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> restore(archive, false))
        .withMessageContaining(why);
    assertThat(target).doesNotExist();
  }

  @Test
  void restoresWhatThereWasWhileTheStoreIsInUse() throws Exception {
    var archive = export(ALL);
    submit("later", "build", NOW);

    var result = restore(archive, true);

    assertThat(result)
        .isEqualTo(new Import.Result(NOW, "1.2.3", new Contents(3, 1, 1, 1, 1)));
    try (var restored = SqlJobStore.open(target)) {
      assertThat(restored.find("ended")).isEqualTo(store.find("ended"));
      assertThat(restored.find("waiting")).isEqualTo(store.find("waiting"));
      assertThat(restored.find("later")).isEmpty();
      assertThat(restored.setting("kept")).contains("value");
      assertThat(restored.setting("runs")).isEmpty();
      assertThat(restored.setting("prunner.schedule/p")).contains("time");
      assertThat(restored.templates().orElseThrow().find("t")).isPresent();
      assertThat(restored.templates().orElseThrow().build("t", "task")).isPresent();
      submit("next", "build", NOW);
    }
    for (var log : List.of("ended/a-stdout.log", "ended/a-times", "running/a-stdout.log")) {
      assertThat(target.resolve("logs").resolve(log))
          .hasSameBinaryContentAs(data.resolve("logs").resolve(log));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rwx------");
    assertThat(names(target)).containsExactlyInAnyOrder("jobs.db", "lock", "logs", "native");
    assertThat(names(data)).noneMatch(name -> name.startsWith(".export"));
  }

  private static List<String> names(Path path) throws IOException {
    try (var files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void endsWhatHadNotEnded() throws Exception {
    restore(export(ALL), false);

    try (var restored = SqlJobStore.open(target)) {
      assertThat(restored.live()).isEmpty();
      assertThat(restored.setting("prunner.schedule/p")).isEmpty();
      assertThat(restored.setting("kept")).contains("value");
      var waiting = restored.find("waiting").orElseThrow();
      assertThat(waiting.verdict()).contains(new Verdict.Canceled(Intent.RESTORE));
      assertThat(waiting.ended()).contains(NOW);
      assertThat(waiting.steps()).extracting(StepRow::state)
          .containsExactly(StepState.CANCELED, StepState.CANCELED);
      var running = restored.find("running").orElseThrow();
      assertThat(running.verdict()).get().isInstanceOf(Verdict.Lost.class);
      assertThat(running.steps()).extracting(StepRow::state)
          .containsExactly(StepState.LOST, StepState.CANCELED);
    }
  }

  @Test
  void whatWasDecidedOfAJobHolds() throws Exception {
    var failure = new StepEnd.NotRun("no program");
    submit("failing", "p", START);
    run("failing");
    store.write(
        List.of(
            new JobEvent.StepEnded("failing", "a", failure, NOW),
            new JobEvent.Failing("failing", "a", NOW)),
        Map.of());
    submit("stopping", "p", START);
    run("stopping");
    store.write(
        List.of(
            new JobEvent.Stopping("stopping", Intent.CANCEL, NOW),
            new JobEvent.StepStopping("stopping", "a", Intent.CANCEL)),
        Map.of());

    restore(export(ALL), true);

    try (var restored = SqlJobStore.open(target)) {
      assertThat(restored.find("failing").flatMap(JobRow::verdict))
          .contains(new Verdict.Failed("a", failure));
      assertThat(restored.find("stopping").flatMap(JobRow::verdict))
          .contains(new Verdict.Canceled(Intent.CANCEL));
    }
  }

  @Test
  void isLimitedToJobsAndLeavesNothingOfTheOthers() throws Exception {
    var limits = new ExportScope(Optional.of(START.plusSeconds(100)), List.of("deploy"), false);
    var archive = export(limits);

    var result = restore(archive, true);

    assertThat(result.contents().jobs()).isEqualTo(1);
    try (var restored = SqlJobStore.open(target)) {
      assertThat(restored.find("running")).isPresent();
      assertThat(restored.find("waiting")).isEmpty();
    }
    assertThat(names(target.resolve("logs"))).containsExactly("running");
    assertThat(new String(
        Files.readAllBytes(target.resolve("jobs.db")),
        ISO_8859_1)).doesNotContain("waiting");
  }

  @Test
  void hasWorkspacesIfTheyAreAskedFor() throws Exception {
    var workspace = new Workspaces(data.resolve("workspace"), Long.MAX_VALUE);
    workspace.create("build");
    var build = workspace.directory("build");
    var program = Files.writeString(build.resolve("run.sh"), "echo");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
    Files.createDirectory(build.resolve("empty"));
    Files.createSymbolicLink(build.resolve("out"), Path.of("/etc"));
    Files.createSymbolicLink(build.resolve("run"), Path.of("run.sh"));

    restore(export(WITH_WORKSPACES), false);

    var restored = target.resolve("workspace/build");
    assertThat(Files.getPosixFilePermissions(restored.resolve("run.sh")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(restored.resolve("empty")).isDirectory();
    assertThat(Files.readSymbolicLink(restored.resolve("out"))).isEqualTo(Path.of("/etc"));
    assertThat(restored.resolve("run")).hasContent("echo");
  }

  @Test
  void refusesADirectoryThatIsInUseOrHasJobs() throws Exception {
    var archive = export(ALL);

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> Import.restore(new ByteArrayInputStream(archive), data, false))
        .withMessageContaining("is used by another process");
    restore(archive, false);
    assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> restore(archive, false))
        .withMessageContaining("has jobs already; give a new directory");

    Files.delete(target.resolve("jobs.db"));
    assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> restore(archive, false))
        .withMessageContaining("has files of jobs in logs");
  }

  @Test
  void takesADirectoryWhoseServerHasHadNoJobs() throws Exception {
    Files.createDirectories(target.resolve("logs"));
    Files.writeString(target.resolve("secret"), "s");
    SqlJobStore.open(target).close();

    restore(export(ALL), false);

    try (var restored = SqlJobStore.open(target)) {
      assertThat(restored.find("ended")).isPresent();
    }
    assertThat(target.resolve("secret")).hasContent("s");
  }

  @Test
  void refusesWhatIsCutOffAnywhere() throws Exception {
    var archive = export(ALL);
    var random = new Random(SEED);

    refuses(new byte[0], "it is cut off");
    refuses(Arrays.copyOf(archive, archive.length - 1), "it is cut off");
    refuses(Arrays.copyOf(archive, archive.length - 9), "it is cut off");
    for (int i = 0; i < 40; i++) {
      refuses(Arrays.copyOf(archive, random.nextInt(archive.length)), "it is cut off");
    }
  }

  @Test
  void refusesWhatIsDamagedAnywhere() throws Exception {
    var archive = export(ALL);
    var random = new Random(SEED);

    for (int i = 0; i < 60; i++) {
      var damaged = archive.clone();
      damaged[10 + random.nextInt(archive.length - 10)] ^= (byte) (1 << random.nextInt(8));
      if (!hasContent(damaged, archive)) { // not all bits of compressed data matter
        refuses(damaged, "it");
      }
    }
    refuses("not an archive at all".getBytes(UTF_8), "was not written by parallelr jobs export");
  }

  private static boolean hasContent(byte[] damaged, byte[] archive) {
    try (var one = new GZIPInputStream(new ByteArrayInputStream(damaged));
        var other = new GZIPInputStream(new ByteArrayInputStream(archive))) {
      return Arrays.equals(one.readAllBytes(), other.readAllBytes());
    } catch (IOException e) {
      return false;
    }
  }

  /// Writes an archive by hand, with a database that is whole.
  private interface Members {
    void writeTo(ArchiveWriter archive) throws IOException;
  }

  private byte[] made(String manifest, Members members) throws IOException {
    var out = new ByteArrayOutputStream();
    var drafts = Files.createTempDirectory(directory, "drafts");
    var archive = new ArchiveWriter(out, drafts, NOW);
    archive.text("manifest.json", manifest.getBytes(UTF_8));
    members.writeTo(archive);
    archive.finish();
    return out.toByteArray();
  }

  private static String manifest(int format) {
    return """
        {"format":%d,"version":"9.9","created":"2030-01-01T00:00:00Z"}""".formatted(format);
  }

  @Test
  void refusesOtherFormats() throws Exception {
    refuses(
        made(manifest(2), archive -> archive.text("jobs.db", new byte[9])),
        "it has the format 2 of parallelr 9.9, and this one knows up to 1; use that parallelr");
    refuses(made("{}", _ -> {}), "its manifest has no format");
    refuses(made("[]", _ -> {}), "its manifest cannot be read");
    refuses(made("{\"format\":1}", _ -> {}), "its manifest cannot be read");
    refuses(made(manifest(1), _ -> {}), "it has no database");
    refuses(
        made(manifest(1), archive -> archive.text("jobs.db", new byte[5_000])),
        "jobs.db");
  }

  @Test
  void refusesNamesThatLeadElsewhere() throws Exception {
    for (var name : List.of("../x", "/etc/x", "logs/../../x", "logs/../x/y", "logs//x",
        "logs/j/./x",
        "logs/.j/x", "logs/j/k/x", "logs/j", "secret", "jobs.db/x", "workspace/x", "workspace",
        "workspace/../x/y", "workspace/missing/x", "workspace/.x/y", "logs/j/..", "..", ".", "")) {
      refuses(
          made(manifest(1), archive -> {
            archive.text("jobs.db", new byte[0]);
            archive.text(name, new byte[1]);
          }),
          "%s in it is not what an export has".formatted(name));
    }
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void refusesToWriteThroughALink() throws Exception {
    var outside = Files.createDirectory(directory.resolve("outside"));

    refuses(
        made(manifest(1), archive -> {
          archive.text("jobs.db", new byte[0]);
          archive.directory(new TarWriter.Member("workspace/w", 0700, NOW));
          archive.link(new TarWriter.Member("workspace/w/l", 0777, NOW), outside.toString());
          archive.text("workspace/w/l/x", new byte[1]);
        }),
        "workspace/w/l/x in it is not what an export has");
    refuses(
        made(manifest(1), archive -> {
          archive.text("jobs.db", new byte[0]);
          archive.directory(new TarWriter.Member("workspace/w", 0700, NOW));
          archive.link(
              new TarWriter.Member("workspace/w/l", 0777, NOW),
              outside.resolve("x").toString());
          archive.text("workspace/w/l", new byte[1]);
        }),
        "workspace/w/l is twice in it");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void refusesAContentThatIsNotThatOfItsChecksum() throws Exception {
    var whole = export(ALL);
    var out = new ByteArrayOutputStream();
    try (var from = new GZIPInputStream(new ByteArrayInputStream(whole));
        var to = new GZIPOutputStream(out)) {
      var text = new String(from.readAllBytes(), ISO_8859_1);
      to.write(text.replace("so far", "so fat")
          .getBytes(
              ISO_8859_1));
    }

    refuses(
        out.toByteArray(),
        "logs/running/a-stdout.log in it is damaged: its checksum is another one");
  }

  @Test
  void aFileGetsItsNameWhenItIsComplete() throws Exception {
    var file = directory.resolve("backup.tar.gz");

    assertThatExceptionOfType(IOException.class).isThrownBy(
        () -> ArchiveFile.write(file, (out, _) -> {
          out.write(1);
          throw new IOException("stop");
        }));
    assertThat(file).doesNotExist();
    assertThatExceptionOfType(RefusedException.class).isThrownBy(
        () -> ArchiveFile.receive(file, out -> out.write(Arrays.copyOf(export(ALL), 500))));
    assertThat(file).doesNotExist();

    ArchiveFile.receive(file, out -> out.write(export(ALL)));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names(directory)).containsExactlyInAnyOrder("data", "backup.tar.gz");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> ArchiveFile.write(Path.of("/dev/null"), (_, _) -> {}))
        .withMessage("/dev/null is not a regular file; use - for standard output");
  }

  @Test
  void aLargeLogIsNotReadIntoMemory() throws Exception {
    var zeros = new InputStream() {
      private long left = 1L << 30;

      @Override
      public int read() {
        return left-- > 0 ? 'x' : -1;
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        int some = (int) Math.min(left, length);
        left -= some;
        return some == 0 ? -1 : some;
      }
    };
    var file = directory.resolve("large");
    ArchiveFile.write(file, (out, drafts) -> {
      var archive = new ArchiveWriter(out, drafts, NOW);
      archive.text("manifest.json", manifest(1).getBytes(UTF_8));
      archive.file(new TarWriter.Member("logs/j/x", 0600, NOW), 1L << 30, zeros);
      archive.finish();
    });

    try (var in = Files.newInputStream(file)) {
      var drafts = Files.createTempDirectory(directory, "check");
      assertThat(ArchiveReader.check(in, drafts).bytes()).isGreaterThan(1L << 30);
    }
  }
}
