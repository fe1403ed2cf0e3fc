package io.parallelr.flowrun;

import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Temporary directories for running flows, below one directory of this process. When a flow has
/// ended, its directory and the empty files in it are used again for the next: on some file systems,
/// making and deleting them takes longer than the tasks of a flow. For any threads.
///
/// The directory is locked while its process lives. Directories of dead processes are deleted when
/// the first flow of another process begins.
public final class ScratchDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScratchDirectory.class);
  private static final String OUTPUT = "output";
  private static final String LOCK = "lock";
  private static final String DRAFT = "lock.new";
  /// A younger directory without a lock may still be in the making.
  private static final Duration SURELY_MADE = Duration.ofHours(1);

  private final Path parent;
  private final String prefix;
  private final InstantSource clock;
  private final ConcurrentLinkedDeque<Path> free = new ConcurrentLinkedDeque<>();
  private final AtomicLong flows = new AtomicLong();
  private @Nullable Path root; // it and the lock guarded by this
  private @Nullable LockFile lock;

  /// @param parent where the directory of this process is made
  /// @param prefix of its name, and so of the names that flows get
  ScratchDirectory(Path parent, String prefix, InstantSource clock) {
    this.parent = parent;
    this.prefix = prefix;
    this.clock = clock;
  }

  /// The directory of this process, in the directory of the system for temporary files.
  public static ScratchDirectory ofThisProcess(String prefix, InstantSource clock) {
    return new ScratchDirectory(
        Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
        prefix,
        clock);
  }

  /// The directory of a flow.
  ///
  /// @param id that no other flow has
  public record Place(String id, Path directory) {
    /// Where the outputs of its tasks are.
    public Path output() {
      return directory.resolve(OUTPUT);
    }
  }

  /// Finds or makes a place.
  Place take() throws IOException {
    var directory = free.poll();
    while (directory != null && !Files.isDirectory(directory.resolve(OUTPUT))) {
      directory = free.poll(); // the system may have deleted old temporary files
    }
    long number = flows.incrementAndGet();
    var own = root();
    if (directory == null) {
      directory = Files.createDirectories(own.resolve(Long.toString(number)));
      Files.createDirectory(directory.resolve(OUTPUT));
    }
    return new Place("%s-%d".formatted(own.getFileName(), number), directory);
  }

  private synchronized Path root() throws IOException {
    if (root == null) {
      var made = Files.createTempDirectory(parent, prefix);
      lock = LockFile.hold(made.resolve(DRAFT));
      Files.move(made.resolve(DRAFT), made.resolve(LOCK)); // a lock file that others see is locked
      root = made;
      deleteUnused(made);
    }
    return root;
  }

  private void deleteUnused(Path own) {
    try (var all = Files.newDirectoryStream(parent, prefix + "*")) {
      for (var directory : all) {
        try {
          if (!directory.equals(own) && isOfUser(own, directory) && isUnused(directory)) {
            FileUtils.deleteDirectory(NativeText.file(directory));
          }
        } catch (IOException e) {
          log.debug("{} is left: {}", directory, Reason.of(e)); // another process may be deleting
                                                                // it too
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.debug("{} cannot be listed: {}", parent, e.toString());
    }
  }

  private static boolean isOfUser(Path own, Path directory) throws IOException {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
  }

  private boolean isUnused(Path directory) throws IOException {
    var file = directory.resolve(LOCK);
    return Files.exists(file)
        ? !LockFile.isHeld(file)
        : age(directory).compareTo(SURELY_MADE) > 0;
  }

  private Duration age(Path directory) throws IOException {
    Instant made = Files.readAttributes(directory, BasicFileAttributes.class)
        .lastModifiedTime()
        .toInstant();
    return Duration.between(made, clock.instant());
  }

  /// Takes back the directory of a flow that has ended.
  void giveBack(Place place) {
    try (var files = Files.newDirectoryStream(place.output())) {
      for (var file : files) {
        if (Files.size(file) > 0) {
          Files.delete(file);
        }
      }
      free.push(place.directory());
    } catch (IOException e) {
      FileUtils.deleteQuietly(NativeText.file(place.directory())); // the next flow gets another
    }
  }

  /// Deletes them all.
  @Override
  public synchronized void close() {
    if (root != null) {
      FileUtils.deleteQuietly(NativeText.file(root));
    }
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        log.debug("closing a lock: {}", Reason.withPath(e)); // the lock ends with this process
      }
    }
  }
}
