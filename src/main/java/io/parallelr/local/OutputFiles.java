package io.parallelr.local;

import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Output;
import io.parallelr.task.Task;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// The files that tasks print into.
///
/// While it runs, a task prints into the files of its slot; afterwards, what it printed gets a name
/// of its own. A file that nothing was printed into serves the next task of the slot, as making and
/// deleting it would cost more than everything else that is done for a short task.
///
/// Where others read what a task prints while it runs, and after a crash, it prints into the files
/// of its own from the start ([#ofTasks]).
///
/// May be used by any thread.
public final class OutputFiles {
  private static final int MAX_BYTES_PER_CHAR = 4;

  private final Path directory;
  private final int tailLength;
  private final boolean keepsAll;
  private final Names names;
  private final boolean hasSlots;
  private final Map<Integer, OfSlot> slots = new ConcurrentHashMap<>();

  /// Made once, as they are used for each task.
  private record OfSlot(Path out, Path err) {}

  /// What a file of a task is called when the task has ended.
  public interface Names {
    /// The file of standard output; absolute, on the file system of the directory.
    Path out(Task task);

    /// The file of standard error, likewise.
    Path err(Task task);
  }

  /// Files that are called after the number of the task.
  ///
  /// @param directory where they lie; absolute
  /// @param tailLength how many characters of each are kept in results
  /// @param keepsAll whether there is to be a file of what is in the result as a whole, too
  public OutputFiles(Path directory, int tailLength, boolean keepsAll) {
    this(directory, tailLength, keepsAll, new Numbered(directory));
  }

  /// Files with other names.
  ///
  /// @param directory of the files that tasks print into while they run; absolute
  /// @param tailLength how many characters of each are kept in results
  /// @param keepsAll whether there is to be a file of what is in the result as a whole, too
  public OutputFiles(Path directory, int tailLength, boolean keepsAll, Names names) {
    this(directory, tailLength, keepsAll, names, true);
  }

  private OutputFiles(
      Path directory,
      int tailLength,
      boolean keepsAll,
      Names names,
      boolean hasSlots) {
    this.hasSlots = hasSlots;
    this.names = names;
    this.directory = directory;
    this.tailLength = tailLength;
    this.keepsAll = keepsAll;
  }

  /// Files that have their names from the start. Nothing of them is kept in results.
  ///
  /// @param directory that holds them all; absolute
  public static OutputFiles ofTasks(Path directory, Names names) {
    return new OutputFiles(directory, 0, true, names, false);
  }

  /// Where they lie.
  Path directory() {
    return directory;
  }

  /// Whether tasks that run in turn print into the same files.
  boolean areRepeated() {
    return hasSlots;
  }

  /// Whether there is to be a file of what is in the result as a whole, too.
  boolean keepsAll() {
    return keepsAll;
  }

  /// What a stream is called in the names of files.
  enum Stream {
    OUT, ERR;

    private String extension() {
      return this == OUT ? ".out" : ".err";
    }
  }

  /// The file that a task prints into while it runs.
  Path ofRunning(Task task, int slot, Stream stream) {
    return hasSlots ? ofSlot(slot, stream) : named(task, stream);
  }

  private Path named(Task task, Stream stream) {
    return stream == Stream.OUT ? names.out(task) : names.err(task);
  }

  /// The file that the task in a slot prints into.
  ///
  /// @param directory of the files
  public static Path ofSlot(Path directory, int slot, boolean isStdout) {
    return directory.resolve(
        "slot-" + slot + (isStdout ? Stream.OUT : Stream.ERR).extension());
  }

  private Path ofSlot(int slot, Stream stream) {
    var files = slots.computeIfAbsent(
        slot,
        number -> new OfSlot(
            ofSlot(directory, number, true),
            ofSlot(directory, number, false)));
    return stream == Stream.OUT ? files.out() : files.err();
  }

  /// Takes over what an orphan has printed and may still print, as if it had run in this slot. It
  /// keeps its old name as well, for whoever resumes it should this process die too.
  ///
  /// @throws IOException if it cannot have a name here
  void takeOver(Orphan orphan, int slot) throws IOException {
    if (!hasSlots) {
      return; // it prints into the very same file
    }
    for (var stream : Stream.values()) {
      var theirs = orphan.outputs().ofSlot(orphan.origin().slot(), stream);
      var ours = ofSlot(slot, stream);
      if (NativeText.file(theirs).isFile() && !theirs.equals(ours)) {
        Files.deleteIfExists(ours);
        try {
          Files.createLink(ours, theirs);
        } catch (UnsupportedOperationException | FileSystemException e) {
          Files.move(theirs, ours); // a file system without links
        }
      }
    }
  }

  private record Numbered(Path directory) implements Names {
    @Override
    public Path out(Task task) {
      return file(task, Stream.OUT);
    }

    @Override
    public Path err(Task task) {
      return file(task, Stream.ERR);
    }

    private Path file(Task task, Stream stream) {
      var attempt = task.attempt() == 1 ? "" : "-" + task.attempt();
      return directory.resolve("%06d%s%s".formatted(task.sequence(), attempt, stream.extension()));
    }
  }

  /// Collects what was printed.
  ///
  /// @param reusable whether nothing can write into the file any more
  Output collect(Task task, int slot, Stream stream, boolean reusable) throws IOException {
    var running = ofRunning(task, slot, stream);
    long size = sizeOf(running);
    if (size == 0) {
      if (!reusable || !hasSlots) {
        Files.deleteIfExists(running);
      }
      return Output.NONE;
    }
    if (!hasSlots) {
      return new Output("", true, running, size);
    }
    var tail = tail(running, size);
    if (!keepsAll && !tail.truncated() && reusable) {
      empty(running); // which is less work than to make and delete one for each task
      return new Output(tail.text(), false, Output.NONE.file(), size);
    }
    return new Output(
        tail.text(),
        tail.truncated(),
        moved(running, named(task, stream)),
        size);
  }

  private static Path moved(Path from, Path to) throws IOException {
    try {
      return Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      PrivateFiles.makeDirectory(Objects.requireNonNull(to.getParent()));
      return Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void empty(Path file) throws IOException {
    try (var opened = new RandomAccessFile(NativeText.file(file), "rw")) { // no channel: interrupts
      opened.setLength(0);
    }
  }

  private record Tail(String text, boolean truncated) {}

  private Tail tail(Path file, long size) throws IOException {
    try (var in = new RandomAccessFile(NativeText.file(file), "r")) {
      // one more than needed, so that a character cut in two is before the tail
      long from = Math.max(0, size - (long) (tailLength + 1) * MAX_BYTES_PER_CHAR);
      var bytes = new byte[Math.toIntExact(size - from)];
      in.seek(from);
      in.readFully(bytes);
      var text = NativeText.of(bytes);
      int cut = Math.max(0, text.length() - tailLength);
      if (cut > 0 && cut < text.length() && Character.isLowSurrogate(text.charAt(cut))
          && Character.isHighSurrogate(text.charAt(cut - 1))) {
        cut++;
      }
      return new Tail(text.substring(cut), from > 0 || cut > 0);
    }
  }

  /// Deletes the files of slots, which hold nothing when no task runs.
  void deleteUnused() throws IOException {
    if (!hasSlots) {
      return;
    }
    try (var files = Files.newDirectoryStream(directory, "slot-*")) {
      for (var file : files) {
        Files.delete(file);
      }
    }
  }

  /// Also 0 if there is no such file.
  private static long sizeOf(Path file) {
    return NativeText.file(file).length();
  }
}
