package io.parallelr.backup;

import static io.parallelr.backup.BackupTrial.ALL;
import static io.parallelr.backup.BackupTrial.NOW;
import static io.parallelr.backup.BackupTrial.START;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parallelr.SpecialFiles;
import io.parallelr.job.Intent;
import io.parallelr.job.JobEvent;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepState;
import io.parallelr.job.Verdict;
import io.parallelr.store.JobRow;
import io.parallelr.store.SqlJobStore;
import io.parallelr.store.StepRow;
import io.parallelr.workspace.Workspaces;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an archive restores.
@Timeout(120)
class BackupTest {
  private static final ExportScope WITH_WORKSPACES =
      new ExportScope(Optional.empty(), List.of(), true);

  private BackupTrial trial;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    trial = new BackupTrial(directory);
  }

  @AfterEach
  void close() throws Exception {
    trial.store.close();
  }

  @Test
  void restoresWhatThereWasWhileTheStoreIsInUse() throws Exception {
    var archive = trial.export(ALL);
    trial.submit("later", "build", NOW);

    var result = trial.restore(archive, true);

    assertThat(result)
        .isEqualTo(new Import.Result(NOW, "1.2.3", new Contents(3, 1, 1, 1, 1)));
    try (var restored = SqlJobStore.open(trial.target)) {
      assertThat(restored.find("ended")).isEqualTo(trial.store.find("ended"));
      assertThat(restored.find("waiting")).isEqualTo(trial.store.find("waiting"));
      assertThat(restored.find("later")).isEmpty();
      assertThat(restored.setting("kept")).contains("value");
      assertThat(restored.setting("runs")).isEmpty();
      assertThat(restored.setting("prunner.schedule/p")).contains("time");
      assertThat(restored.templates().orElseThrow().find("t")).isPresent();
      assertThat(restored.templates().orElseThrow().build("t", "task")).isPresent();
      trial.submit("next", "build", NOW);
    }
    for (var log : List.of("ended/a-stdout.log", "ended/a-times", "running/a-stdout.log")) {
      assertThat(trial.target.resolve("logs").resolve(log))
          .hasSameBinaryContentAs(trial.data.resolve("logs").resolve(log));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(trial.target)))
        .isEqualTo("rwx------");
    assertThat(names(trial.target)).containsExactlyInAnyOrder("jobs.db", "lock", "logs", "native");
    assertThat(names(trial.data)).noneMatch(name -> name.startsWith(".export"));
  }

  private static List<String> names(Path path) throws IOException {
    try (var files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void endsWhatHadNotEnded() throws Exception {
    trial.restore(trial.export(ALL), false);

    try (var restored = SqlJobStore.open(trial.target)) {
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
    trial.submit("failing", "p", START);
    trial.run("failing");
    trial.store.write(
        List.of(
            new JobEvent.StepEnded("failing", "a", failure, NOW),
            new JobEvent.Failing("failing", "a", NOW)),
        Map.of());
    trial.submit("stopping", "p", START);
    trial.run("stopping");
    trial.store.write(
        List.of(
            new JobEvent.Stopping("stopping", Intent.CANCEL, NOW),
            new JobEvent.StepStopping("stopping", "a", Intent.CANCEL)),
        Map.of());

    trial.restore(trial.export(ALL), true);

    try (var restored = SqlJobStore.open(trial.target)) {
      assertThat(restored.find("failing").flatMap(JobRow::verdict))
          .contains(new Verdict.Failed("a", failure));
      assertThat(restored.find("stopping").flatMap(JobRow::verdict))
          .contains(new Verdict.Canceled(Intent.CANCEL));
    }
  }

  @Test
  void isLimitedToJobsAndLeavesNothingOfTheOthers() throws Exception {
    var limits = new ExportScope(Optional.of(START.plusSeconds(100)), List.of("deploy"), false);
    var archive = trial.export(limits);

    var result = trial.restore(archive, true);

    assertThat(result.contents().jobs()).isEqualTo(1);
    try (var restored = SqlJobStore.open(trial.target)) {
      assertThat(restored.find("running")).isPresent();
      assertThat(restored.find("waiting")).isEmpty();
    }
    assertThat(names(trial.target.resolve("logs"))).containsExactly("running");
    assertThat(new String(
        Files.readAllBytes(trial.target.resolve("jobs.db")),
        ISO_8859_1)).doesNotContain("waiting");
  }

  @Test
  void hasWorkspacesIfTheyAreAskedFor() throws Exception {
    var workspace = new Workspaces(trial.data.resolve("workspace"), Long.MAX_VALUE);
    workspace.create("build");
    var build = workspace.directory("build");
    var program = Files.writeString(build.resolve("run.sh"), "echo");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
    Files.createDirectory(build.resolve("empty"));
    Files.createSymbolicLink(build.resolve("out"), Path.of("/etc"));
    Files.createSymbolicLink(build.resolve("run"), Path.of("run.sh"));

    trial.restore(trial.export(WITH_WORKSPACES), false);

    var restored = trial.target.resolve("workspace/build");
    assertThat(Files.getPosixFilePermissions(restored.resolve("run.sh")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(restored.resolve("empty")).isDirectory();
    assertThat(Files.readSymbolicLink(restored.resolve("out"))).isEqualTo(Path.of("/etc"));
    assertThat(restored.resolve("run")).hasContent("echo");
  }

  @Test
  void refusesADirectoryThatIsInUseOrHasJobs() throws Exception {
    var archive = trial.export(ALL);

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> Import.restore(new ByteArrayInputStream(archive), trial.data, false))
        .withMessageContaining("is used by this process already");
    trial.restore(archive, false);
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> trial.restore(archive, false))
        .withMessageContaining("has jobs already; give a new directory");

    Files.delete(trial.target.resolve("jobs.db"));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> trial.restore(archive, false))
        .withMessageContaining("has files of jobs in logs");
  }

  @Test
  void takesADirectoryWhoseServerHasHadNoJobs() throws Exception {
    Files.createDirectories(trial.target.resolve("logs"));
    Files.writeString(trial.target.resolve("secret"), "s");
    SqlJobStore.open(trial.target).close();

    trial.restore(trial.export(ALL), false);

    try (var restored = SqlJobStore.open(trial.target)) {
      assertThat(restored.find("ended")).isPresent();
    }
    assertThat(trial.target.resolve("secret")).hasContent("s");
  }

  @Test
  void aFileGetsItsNameWhenItIsComplete() throws Exception {
    var file = trial.directory.resolve("backup.tar.gz");

    assertThatExceptionOfType(IOException.class).isThrownBy(
        () -> ArchiveFile.write(file, (out, _) -> {
          out.write(1);
          throw new IOException("stop");
        }));
    assertThat(file).doesNotExist();
    assertThatExceptionOfType(RefusedException.class).isThrownBy(
        () -> ArchiveFile.receive(file, out -> out.write(Arrays.copyOf(trial.export(ALL), 500))));
    assertThat(file).doesNotExist();

    ArchiveFile.receive(file, out -> out.write(trial.export(ALL)));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names(trial.directory)).containsExactlyInAnyOrder("data", "backup.tar.gz");
    var other = Files.createDirectory(trial.directory.resolve("other"));
    var fifo = SpecialFiles.fifo(other.resolve("fifo"));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> ArchiveFile.write(fifo, (_, _) -> {}))
        .withMessage(fifo + " is not a regular file; use - for standard output");
    var link = Files.createSymbolicLink(other.resolve("link"), Path.of("../far.tar.gz"));
    ArchiveFile.receive(link, out -> out.write(trial.export(ALL)));
    assertThat(link).isSymbolicLink();
    assertThat(trial.directory.resolve("far.tar.gz")).isRegularFile();
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
    var file = trial.directory.resolve("large");
    ArchiveFile.write(file, (out, drafts) -> {
      var archive = new ArchiveWriter(out, drafts, NOW);
      archive.text("manifest.json", BackupTrial.manifest(1).getBytes(UTF_8));
      archive.file(new TarWriter.Member("logs/j/x", 0600, NOW), 1L << 30, zeros);
      archive.finish();
    });

    try (var in = Files.newInputStream(file)) {
      var drafts = Files.createTempDirectory(trial.directory, "check");
      assertThat(ArchiveReader.check(in, drafts).bytes()).isGreaterThan(1L << 30);
    }
  }
}
