package io.parallelr.daemon;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/// The meeting place of a detached supervisor and the process that started it: a directory, where
/// the one says when it is ready, and what goes wrong before.
///
/// @param path absolute
public record Startup(Path path) {
  /// Set in the detached process alone; a URI.
  static final String PROPERTY = "parallelr.startup";
  private static final String LOG = "daemon.log";
  private static final String READY = "ready";
  private static final String PREFIX = ".start-";

  /// What a supervisor says when it is ready.
  ///
  /// @param runId the id of its run; the addresses of a server
  /// @param run the directory of its run; the data of a server
  public record Ready(long pid, String runId, Path run) {}

  /// The start of this process, if it was started detached.
  public static Optional<Startup> ofThisProcess() {
    return Optional.ofNullable(System.getProperty(PROPERTY))
        .map(URI::create)
        .map(Path::of)
        .map(Startup::new);
  }

  /// Makes one, and removes those whose makers were killed.
  ///
  /// @param runs where the directories of runs lie: what is made there shows that they can be
  static Startup create(Path runs) throws IOException {
    try (var others = Files.newDirectoryStream(runs, PREFIX + "*")) {
      for (var other : others) {
        if (!new Startup(other).isAwaited()) {
          FileUtils.deleteQuietly(NativeText.file(other));
        }
      }
    }
    var prefix = PREFIX + ProcessHandle.current().pid() + '-';
    return new Startup(Files.createTempDirectory(runs, prefix)); // which is this user's alone
  }

  /// Whether the process that made it, whose number is in its name, still runs.
  private boolean isAwaited() {
    var maker = NativeText.nameOf(path).substring(PREFIX.length()).split("-", 2)[0];
    return maker.matches("\\d{1,10}")
        && ProcessHandle.of(Long.parseLong(maker)).filter(ProcessHandle::isAlive).isPresent();
  }

  /// Where the detached process prints, until it has a run directory.
  Path log() {
    return path.resolve(LOG);
  }

  /// Tells the waiting process that the run is ready. From then on the output of this process is in
  /// its run directory.
  ///
  /// @throws IOException if it cannot be written, or nobody waits any more
  public void ready(Ready ready) throws IOException {
    if (!isAwaited()) {
      FileUtils.deleteQuietly(NativeText.file(path));
      throw new IOException("the command that started this run was ended before it was ready");
    }
    var draft = path.resolve('.' + READY);
    Files.write(
        draft,
        List.of(Long.toString(ready.pid()), ready.runId(), ready.run().toUri().toString()));
    // open as it is, and not before the rest is written: an error is looked for there
    Files.move(log(), ready.run().resolve(LOG), StandardCopyOption.ATOMIC_MOVE);
    Files.move(draft, path.resolve(READY), StandardCopyOption.ATOMIC_MOVE);
  }

  /// What the supervisor has said; empty as long as it has not.
  Optional<Ready> look() throws IOException {
    var file = path.resolve(READY);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(file);
    return Optional.of(
        new Ready(Long.parseLong(lines.get(0)), lines.get(1), Path.of(URI.create(lines.get(2)))));
  }

  /// Removes it.
  void delete() {
    FileUtils.deleteQuietly(NativeText.file(path)); // the next one removes what is left
  }
}
