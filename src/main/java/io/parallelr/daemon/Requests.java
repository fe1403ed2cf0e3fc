package io.parallelr.daemon;

import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a running supervisor is asked to do, as files in the directory of its run: to cancel a
/// task. Only its own user may ask.
record Requests(Path directory) {
  private static final Logger log = LoggerFactory.getLogger(Requests.class);
  private static final Pattern CANCEL_TASK = Pattern.compile("cancel-(\\d{1,9})");
  private static final Pattern CANCEL_SLOT =
      Pattern.compile("cancel-slot-(\\d{1,9})-process-(\\d{1,9})");

  /// What is asked.
  sealed interface Request {
    /// To cancel a task, by its number in the run.
    record CancelTask(int sequence) implements Request {}

    /// To cancel what runs in a slot, as long as that process does: a task that was resumed carries
    /// its number in another run.
    record CancelSlot(int slot, int pid) implements Request {}
  }

  static Requests in(Path run) {
    return new Requests(run.resolve("requests"));
  }

  /// Asks.
  ///
  /// @throws IOException if that cannot be written
  void ask(Request request) throws IOException {
    PrivateFiles.makeDirectory(directory);
    try {
      var name = switch (request) {
        case Request.CancelTask(var sequence) -> "cancel-" + sequence;
        case Request.CancelSlot(var slot, var pid) ->
          "cancel-slot-%d-process-%d".formatted(slot, pid);
      };
      Files.createFile(directory.resolve(name), PrivateFiles.ofOwner());
    } catch (FileAlreadyExistsException e) {
      log.debug("{} is asked for already", e.getFile());
    }
  }

  /// Takes what is asked.
  List<Request> take() throws IOException {
    if (!NativeText.file(directory).isDirectory()) {
      return List.of(); // asked often, and hardly ever there
    }
    var requests = new ArrayList<Request>();
    try (var files = Files.newDirectoryStream(directory, "cancel-*")) {
      for (var file : files) {
        if (isTaken(file)) {
          parse(NativeText.nameOf(file)).ifPresent(requests::add);
        }
      }
    } catch (NoSuchFileException e) {
      return requests;
    }
    return requests;
  }

  private static Optional<Request> parse(String name) {
    var task = CANCEL_TASK.matcher(name);
    if (task.matches()) {
      return Optional.of(new Request.CancelTask(Integer.parseInt(task.group(1))));
    }
    var slot = CANCEL_SLOT.matcher(name);
    return slot.matches()
        ? Optional.of(
            new Request.CancelSlot(
                Integer.parseInt(slot.group(1)),
                Integer.parseInt(slot.group(2))))
        : Optional.empty();
  }

  /// Takes a request away, so that it takes effect once.
  private static boolean isTaken(Path file) {
    try {
      boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
      var objection = PrivateFiles.objection(file);
      Files.delete(file); // also if it is ignored, so that this is reported once
      objection.ifPresent(e -> log.warn("a request is ignored: {}", Reason.withPath(e)));
      return isFile && objection.isEmpty();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      log.debug("a request is ignored: {}", Reason.withPath(e));
      return false;
    }
  }

  /// Takes away what cannot be understood, so that this is reported once.
  static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.debug("{} stays: {}", file, Reason.withPath(e));
    }
  }

  /// Takes away the directory.
  void close() throws IOException {
    var _ = take();
    try {
      Files.deleteIfExists(directory);
    } catch (java.nio.file.DirectoryNotEmptyException e) {
      log.debug("{} has what is not a request", directory);
    }
  }
}
