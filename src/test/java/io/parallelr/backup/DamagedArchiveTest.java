package io.parallelr.backup;

import static io.parallelr.backup.BackupTrial.ALL;
import static io.parallelr.backup.BackupTrial.NOW;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Archives that are damaged, or made to do harm.
@Timeout(120)
class DamagedArchiveTest {
  private static final long SEED = 20_261_129;

  private BackupTrial trial;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    trial = new BackupTrial(directory);
  }

  @AfterEach
  void close() throws Exception {
    trial.store.close();
  }

  private void refuses(byte[] archive, String why) {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> trial.restore(archive, false))
        .withMessageContaining(why);
    assertThat(trial.target).doesNotExist();
  }

  @Test
  void refusesWhatIsCutOffAnywhere() throws Exception {
    var archive = trial.export(ALL);
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
    var archive = trial.export(ALL);
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
    var drafts = Files.createTempDirectory(trial.directory, "drafts");
    var archive = new ArchiveWriter(out, drafts, NOW);
    archive.text("manifest.json", manifest.getBytes(UTF_8));
    members.writeTo(archive);
    archive.finish();
    return out.toByteArray();
  }

  @Test
  void refusesOtherFormats() throws Exception {
    refuses(
        made(BackupTrial.manifest(2), archive -> archive.text("jobs.db", new byte[9])),
        "it has the format 2 of parallelr 9.9, and this one knows up to 1; use that parallelr");
    refuses(made("{}", _ -> {}), "its manifest has no format");
    refuses(made("[]", _ -> {}), "its manifest cannot be read");
    refuses(made("{\"format\":1}", _ -> {}), "its manifest cannot be read");
    refuses(made(BackupTrial.manifest(1), _ -> {}), "it has no database");
    refuses(
        made(BackupTrial.manifest(1), archive -> archive.text("jobs.db", new byte[5_000])),
        "jobs.db");
  }

  @Test
  void refusesNamesThatLeadElsewhere() throws Exception {
    for (var name : List.of("../x", "/etc/x", "logs/../../x", "logs/../x/y", "logs//x",
        "logs/j/./x",
        "logs/.j/x", "logs/j/k/x", "logs/j", "secret", "jobs.db/x", "workspace/x", "workspace",
        "workspace/../x/y", "workspace/missing/x", "workspace/.x/y", "logs/j/..", "..", ".", "")) {
      refuses(
          made(BackupTrial.manifest(1), archive -> {
            archive.text("jobs.db", new byte[0]);
            archive.text(name, new byte[1]);
          }),
          "%s in it is not what an export has".formatted(name));
    }
    assertThat(trial.directory.resolve("x")).doesNotExist();
  }

  @Test
  void refusesToWriteThroughALink() throws Exception {
    var outside = Files.createDirectory(trial.directory.resolve("outside"));

    refuses(
        made(BackupTrial.manifest(1), archive -> {
          archive.text("jobs.db", new byte[0]);
          archive.directory(new TarWriter.Member("workspace/w", 0700, NOW));
          archive.link(new TarWriter.Member("workspace/w/l", 0777, NOW), outside.toString());
          archive.text("workspace/w/l/x", new byte[1]);
        }),
        "workspace/w/l/x in it is not what an export has");
    refuses(
        made(BackupTrial.manifest(1), archive -> {
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
    var whole = trial.export(ALL);
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
}
