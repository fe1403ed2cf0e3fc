package io.parallelr.queue;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The supervisor that has taken files, as it says of itself beside them.
///
/// @param boot of the machine it runs on
/// @param directory of its run, on that machine
public record Owner(String runId, String host, String boot, long pid, Path directory) {
  private static final Logger log = LoggerFactory.getLogger(Owner.class);
  static final String FILE = ".owner";
  static final String LOCK = ".lock";
  private static final String BEAT = ".beat";
  private static final int SMALL = 1 << 20;
  private static final int SCHEMA_VERSION = 1;

  private String toJson() {
    return JsonText.object(json -> {
      json.writeNumberProperty("schema_version", SCHEMA_VERSION);
      json.writeStringProperty("run_id", runId);
      json.writeStringProperty("hostname", host);
      json.writeStringProperty("boot_id", boot);
      json.writeNumberProperty("pid", pid);
      json.writeStringProperty("run_directory", NativeText.of(directory));
    });
  }

  /// Writes down who has taken the files of a directory.
  void sign(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    AtomicFile.write(file, toJson() + '\n');
    showToOthers(file);
    beat(directory);
  }

  /// Lets others read what `parallelr queue` shows.
  static void showToOthers(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /// Who a directory of taken files belongs to.
  ///
  /// @throws NoSuchFileException if it does not say so
  /// @throws IOException if that cannot be read
  static Owner of(Path directory) throws IOException {
    var json = JsonObject.parse(readSmall(directory.resolve(FILE)));
    json.requireSchema(SCHEMA_VERSION);
    try {
      return new Owner(
          required(json, "run_id"),
          json.text("hostname").orElse(""),
          required(json, "boot_id"),
          json.number("pid").orElse(0L),
          NativeText.path(required(json, "run_directory")));
    } catch (InvalidPathException e) {
      throw new IOException("its run directory is not a path", e);
    }
  }

  private static String required(JsonObject json, String name) throws IOException {
    return json.text(name)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new IOException("has no \"%s\"".formatted(name)));
  }

  /// Reads a file that should be small, but may be anything.
  static String readSmall(Path file) throws IOException {
    var attributes = Files.readAttributes(
        file,
        BasicFileAttributes.class,
        LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new IOException("is not a regular file");
    }
    if (attributes.size() == 0) {
      throw new IOException("is empty");
    }
    if (attributes.size() > SMALL) {
      throw new IOException("is too large");
    }
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new IOException("is not text", e);
    }
  }

  /// Gives a sign of life. The file server says when it was, not this machine's clock.
  ///
  /// One byte is written over another, which a full disk does not prevent.
  static void beat(Path directory) throws IOException {
    var file = directory.resolve(BEAT);
    try (var out = new RandomAccessFile(NativeText.file(file), "rw")) {
      out.write('.');
    } catch (FileNotFoundException e) {
      throw Files.isDirectory(directory)
          ? new FileSystemException(file.toString(), null, Reason.of(e))
          : new NoSuchFileException(directory.toString());
    }
  }

  /// How long after another's sign of life this one was given; by the file server's clock. Where
  /// that sign is missing, what else is known to be as old speaks for it.
  static Duration since(Path theirs, Path mine) throws IOException {
    return Duration.between(
        lastSign(theirs),
        Files.getLastModifiedTime(mine.resolve(BEAT)).toInstant());
  }

  private static Instant lastSign(Path theirs) throws IOException {
    for (var name : List.of(BEAT, FILE)) {
      try {
        return Files.getLastModifiedTime(theirs.resolve(name)).toInstant();
      } catch (NoSuchFileException e) {
        log.debug("{} is lost: the next best speaks for it", theirs.resolve(name));
      }
    }
    return Files.getLastModifiedTime(theirs).toInstant();
  }

  /// Who a directory belongs to that does not say so, by its name, if its run is one of this
  /// machine's.
  ///
  /// @param mine a run whose directory lies beside those of others
  static Optional<Owner> guess(Path directory, Owner mine) {
    var id = Names.of(directory);
    var run = mine.directory().resolveSibling(id);
    if (!id.matches("\\d{8}T\\d{6}\\.\\d{3}Z-\\d{1,10}") || !Files.isDirectory(run)) {
      return Optional.empty();
    }
    long pid = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    return Optional.of(new Owner(id, mine.host(), mine.boot(), pid, run));
  }

  /// Takes away what a supervisor says of itself; its lock last.
  static void delete(Path directory) throws IOException {
    var own = new ArrayList<Path>();
    Names.each(directory, file -> {
      if (Names.isHidden(file) && !Names.of(file).equals(LOCK)) {
        own.add(file);
      }
    });
    for (var file : own) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(directory.resolve(LOCK));
  }
}
