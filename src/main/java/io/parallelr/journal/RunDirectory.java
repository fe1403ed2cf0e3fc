package io.parallelr.journal;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// The directory that holds all of one run: copied, reported and deleted as a unit.
///
/// @param id its name, which is the run's
/// @param path absolute
public record RunDirectory(String id, Path path) {
  /// A file with what the run came to, written at its end.
  public static final String SUMMARY = "summary.json";

  private static final String FAILURE = "failure.txt";
  private static final String PARTS = "results-[0-9][0-9][0-9][0-9][0-9][0-9]*.jsonl";
  private static final FileAttribute<?> OF_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /// Makes a new one.
  ///
  /// Nobody but its owner may look into it: what tasks print may be secret.
  ///
  /// @param runs where the directories of all runs lie
  /// @throws IOException if it cannot be created or written to
  public static RunDirectory create(Path runs, Instant now, long pid) throws IOException {
    var id = STAMP.format(now) + '-' + pid;
    var path = Files.createDirectory(runs.resolve(id), OF_OWNER);
    Files.createDirectory(path.resolve("output"), OF_OWNER);
    return new RunDirectory(id, path);
  }

  /// Makes a file in it, if it is missing, that nobody but its owner may read.
  ///
  /// @throws IOException if it cannot be created
  static void makeFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  /// Lets `latest` beside it point at it. Done when it says what was asked for: a run that is cut
  /// off before cannot be resumed.
  ///
  /// @throws IOException if that cannot be written
  public void makeLatest() throws IOException {
    var link = path.resolveSibling(".latest-" + id);
    Files.createSymbolicLink(link, Path.of(id));
    try {
      Files.move(link, path.resolveSibling("latest"), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(link); // it is there no more if all is well
    }
  }

  public Path output() {
    return path.resolve("output");
  }

  /// Where the task in a slot prints while it runs. The file may serve another one afterwards.
  ///
  /// @param stream `stdout` or `stderr`
  public Path output(int slot, String stream) {
    return output().resolve("slot-" + slot + (stream.equals("stdout") ? ".out" : ".err"));
  }

  public Path log() {
    return path.resolve("run.log");
  }

  /// Where readable results go, if they are asked for.
  public Path taskResults() {
    return path.resolve("TaskResults.txt");
  }

  /// Where a list is kept that can be read only once.
  ///
  /// @param number counted from 1
  public Path list(int number) {
    return path.resolve(number == 1 ? "input.list" : "input-%d.list".formatted(number));
  }

  boolean hasKept(Path file) {
    return path.equals(file.getParent()) && NativeText.nameOf(file).matches("input(-\\d+)?\\.list");
  }

  public Path results() {
    return path.resolve("results.jsonl");
  }

  /// The files of the journal that are there, in the order in which they were written: that of a
  /// watched queue is in parts, of which its user may have removed the first.
  ///
  /// @throws IOException if the directory cannot be read
  public List<Path> journal() throws IOException {
    var files = new ArrayList<Path>();
    try (var parts = Files.newDirectoryStream(path, PARTS)) {
      parts.forEach(files::add);
    }
    Collections.sort(files);
    if (Files.exists(results(), LinkOption.NOFOLLOW_LINKS)) {
      files.add(results());
    }
    return files;
  }

  /// Where a part of the journal, or of the table, is put when it is full.
  ///
  /// @param number counted from 1
  static Path part(Path file, int number) {
    var name = NativeText.nameOf(file);
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(
        "%s-%06d%s".formatted(name.substring(0, dot), number, name.substring(dot)));
  }

  public Path summary() {
    return path.resolve("summary.csv");
  }

  /// Writes down why the run could not end as it should, if that can be written.
  public void recordFailure(String reason) {
    try {
      AtomicFile.writeUnsynced(path.resolve(FAILURE), reason + '\n');
    } catch (IOException e) {
      LoggerFactory.getLogger(RunDirectory.class)
          .debug("{} cannot be written: {}", FAILURE, Reason.withPath(e));
    }
  }

  /// Why the run could not end as it should; empty if it did, or its supervisor died.
  public Optional<String> failure() {
    try {
      return Optional.of(Files.readString(path.resolve(FAILURE)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Takes all of it away: nothing has run.
  public void discard() throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /// Takes away what a run has left empty.
  public void tidy() throws IOException {
    try (var outputs = Files.list(output())) {
      if (outputs.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(output());
  }
}
