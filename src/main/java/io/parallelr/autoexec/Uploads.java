package io.parallelr.autoexec;

import io.parallelr.http.HttpError;
import io.parallelr.json.JsonValues;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.Errno;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/// Files that clients send piece by piece, and that are not complete yet. They survive a restart:
/// how much of one there is, is the length of its file. For any threads; what changes an upload, or
/// depends on how much of it there is, wants [#hold] first.
final class Uploads {
  /// The largest file that is taken, in bytes.
  static final long LARGEST = 5L << 30;
  private static final int MOST = 200;
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int LEAST_FREE_PERCENT = 5;
  private static final int BYTES_BETWEEN_CHECKS = 16 << 20; // of what is free on the disk
  private static final String FACTS = "facts.json";
  private static final String CONTENT = "content";
  /// In place of the content, once that is where it belongs.
  private static final String COMPLETE = "complete";

  private final Path directory;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /// What is known of an upload.
  ///
  /// @param size of the whole file
  record Upload(String id, String task, String file, long size) {}

  /// @param directory in which all is kept; absolute
  Uploads(Path directory, InstantSource clock, Supplier<String> ids) throws IOException {
    this.directory = directory;
    this.clock = clock;
    this.ids = ids;
    PrivateFiles.makeDirectory(directory);
  }

  /// Keeps all others from an upload until it is closed.
  final class Hold implements AutoCloseable {
    private final String id;

    private Hold(String id) {
      this.id = id;
    }

    @Override
    public void close() {
      held.remove(id);
    }
  }

  /// Takes an upload for one request; empty if another has it.
  Optional<Hold> hold(String id) {
    return held.add(id) ? Optional.of(new Hold(id)) : Optional.empty();
  }

  /// Refuses more while the disk is nearly full.
  void requireSpace() throws IOException {
    FileStore store = Files.getFileStore(directory);
    if (store.getUsableSpace() < store.getTotalSpace() / 100 * LEAST_FREE_PERCENT) {
      throw new HttpError(
          507,
          "less than %d %% of the server's disk is free".formatted(LEAST_FREE_PERCENT));
    }
  }

  /// Begins an upload.
  synchronized Upload begin(String task, String file, long size) throws IOException {
    requireSpace();
    try (var all = Files.list(directory)) {
      if (all.filter(one -> Files.notExists(one.resolve(COMPLETE))).count() >= MOST) {
        throw new HttpError(429, "more than %d uploads are not complete".formatted(MOST));
      }
    }
    var upload = new Upload(ids.get(), task, file, size);
    var place = place(upload.id());
    PrivateFiles.makeDirectory(place);
    Files.createFile(place.resolve(CONTENT));
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("task", task);
    facts.put("file", file);
    facts.put("size", size);
    AtomicFile.write(place.resolve(FACTS), JsonValues.text(facts));
    return upload;
  }

  private Path place(String id) {
    return directory.resolve(id);
  }

  /// An upload by its id.
  Optional<Upload> find(String task, String id) throws IOException {
    if (!id.matches("[A-Za-z0-9]{1,64}")) {
      return Optional.empty();
    }
    try {
      var facts = JsonValues.object(Files.readString(place(id).resolve(FACTS)));
      var upload = new Upload(
          id,
          String.valueOf(facts.get("task")),
          String.valueOf(facts.get("file")),
          facts.get("size") instanceof Number size ? size.longValue() : 0);
      return Optional.of(upload).filter(u -> u.task().equals(task));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
  }

  /// How much there is, in bytes.
  long offset(Upload upload) throws IOException {
    return isComplete(upload)
        ? upload.size()
        : Files.size(place(upload.id()).resolve(CONTENT));
  }

  /// Whether its content is where it belongs.
  boolean isComplete(Upload upload) {
    return Files.exists(place(upload.id()).resolve(COMPLETE));
  }

  /// Keeps of it only that it was complete, so that clients can see that.
  void completed(Upload upload) throws IOException {
    Files.move(
        place(upload.id()).resolve(CONTENT),
        place(upload.id()).resolve(COMPLETE),
        StandardCopyOption.ATOMIC_MOVE);
    Files.newByteChannel(
        place(upload.id()).resolve(COMPLETE),
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)
        .close();
  }

  /// Adds what a client sends, as far as it comes.
  ///
  /// @return how much there is then
  long append(Upload upload, InputStream more) throws IOException {
    requireSpace();
    long offset = offset(upload);
    long checked = offset;
    var buffer = new byte[64 << 10];
    try (var out = Files.newOutputStream(
        place(upload.id()).resolve(CONTENT),
        StandardOpenOption.WRITE,
        StandardOpenOption.APPEND)) {
      for (int count = more.read(buffer); count >= 0; count = more.read(buffer)) {
        if (offset + count > upload.size()) {
          throw new HttpError(413, "more bytes than the length of the upload");
        }
        write(out, buffer, count);
        offset += count;
        if (offset - checked > BYTES_BETWEEN_CHECKS) {
          requireSpace();
          checked = offset;
        }
      }
    }
    return offset;
  }

  private static void write(OutputStream out, byte[] bytes, int count) throws IOException {
    try {
      out.write(bytes, 0, count);
    } catch (IOException e) {
      if (Errno.of(e).filter(Errno::isOfStorage).isPresent()) {
        throw new HttpError(507, "the server cannot store more: " + Reason.of(e));
      }
      throw e;
    }
  }

  /// What there is, for reading.
  InputStream content(Upload upload) throws IOException {
    return Files.newInputStream(place(upload.id()).resolve(CONTENT));
  }

  void delete(Upload upload) throws IOException {
    FileUtils.deleteDirectory(place(upload.id()).toFile());
  }

  /// When an upload to which nothing is added is deleted.
  Instant expires(Upload upload) throws IOException {
    var place = place(upload.id());
    return Files.getLastModifiedTime(place.resolve(isComplete(upload) ? COMPLETE : CONTENT))
        .toInstant()
        .plus(KEPT);
  }

  /// Deletes what nobody has added to for a day.
  void sweep() throws IOException {
    var limit = clock.instant().minus(KEPT);
    try (var all = Files.newDirectoryStream(directory)) {
      for (var one : all) {
        var content = one.resolve(CONTENT);
        var complete = one.resolve(COMPLETE);
        var age = Files.exists(content) ? content : Files.exists(complete) ? complete : one;
        var hold = hold(NativeText.nameOf(one));
        if (hold.isPresent()) {
          try (var _ = hold.get()) {
            if (Files.getLastModifiedTime(age).toInstant().isBefore(limit)) {
              FileUtils.forceDelete(one.toFile());
            }
          } catch (NoSuchFileException e) {
            // deleted, or complete, meanwhile
          }
        }
      }
    }
  }
}
