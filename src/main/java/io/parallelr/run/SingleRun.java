package io.parallelr.run;

import io.parallelr.batch.InputException;
import io.parallelr.batch.ShellWords;
import io.parallelr.batch.TaskFiles;
import io.parallelr.journal.RunDirectory;
import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Keeps a batch from running twice at a time. It is a lock of the kernel, which goes with the
/// process that holds it, on a file named by what the batch runs. The file stays, as somebody may
/// just be opening it. Beside it is, while the run lasts, which run it is.
public final class SingleRun implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final String ABOUT = ".run";
  private static final int NAME_BYTES = 16;

  private final Path about;
  private final LockFile lock;

  private SingleRun(Path about, LockFile lock) {
    this.about = about;
    this.lock = lock;
  }

  /// Takes the lock of what is to be run.
  ///
  /// @throws UserError if it runs already, or that cannot be determined
  public static SingleRun hold(RunSpec spec, Installation installation) {
    var directory = installation.singles();
    var name = name(spec);
    var about = directory.resolve(name + ABOUT);
    var file = directory.resolve(name + LOCK);
    try {
      PrivateFiles.makeDirectory(directory);
      var lock = LockFile.tryHold(file);
      if (lock.isPresent()) {
        return new SingleRun(about, lock.get());
      }
      throw new UserError(
          ExitStatus.RUNS_ALREADY,
          "--single: the same batch runs already%s; nothing was run".formatted(
              described(about, LockFile.holder(file).map(LockFile.Holder::pid).orElse(0))));
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "--single: cannot tell whether the same batch runs already: %s; nothing was run"
              .formatted(Reason.withPath(e)),
          e);
    }
  }

  /// Makes known which run holds it.
  ///
  /// @throws IOException if it cannot be written
  public void is(RunDirectory run, Instant since) throws IOException {
    var when =
        OffsetDateTime.ofInstant(since.truncatedTo(ChronoUnit.SECONDS), ZoneId.systemDefault());
    var draft = about.resolveSibling(NativeText.nameOf(about) + ".new");
    Files.write(
        draft,
        List.of(
            Long.toString(ProcessHandle.current().pid()), run.id(), when.toString()));
    Files.move(draft, about, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The run that is alive, as far as it is known: one that has just begun has no id yet, and what
  /// a dead one has left says nothing.
  private static String described(Path about, int pid) {
    var process = pid > 0 ? ", process " + pid : "";
    try {
      var lines = PrivateFiles.read(about).lines().toList();
      if (lines.size() == 3 && (pid == 0 || lines.getFirst().equals(Integer.toString(pid)))) {
        return ": run %s, process %s, since %s".formatted(
            lines.get(1), lines.getFirst(), lines.get(2));
      }
    } catch (IOException e) {
      return process;
    }
    return process;
  }

  /// What tells batches from each other: where their tasks come from and the command, however they
  /// are written. Neither how they are run, nor where from.
  private static String name(RunSpec spec) {
    var words = new ArrayList<String>();
    add(
        words,
        spec.sources().stream().map(source -> place(spec.directory(), source)).sorted().toList());
    add(words, spec.extensions().stream().sorted().toList());
    add(
        words,
        spec.arguments()
            .files()
            .stream()
            .map(file -> place(spec.directory(), file))
            .toList());
    add(words, spec.arguments().combination().stream().toList());
    add(words, spec.separator().stream().toList());
    add(words, spec.variables());
    add(words, spec.command().map(SingleRun::words).orElse(List.of()));
    words.add(Boolean.toString(spec.watch()));
    words.add(spec.lists().toString());
    return hash(words);
  }

  /// A list ends where the next one begins, whatever its words are.
  private static void add(List<String> all, List<String> list) {
    all.add(Integer.toString(list.size()));
    all.addAll(list);
  }

  private static String place(Path directory, String source) {
    if (source.equals("-") || source.equals(TaskFiles.LIST + "-")) {
      throw new UserError(
          ExitStatus.USAGE,
          "--single knows batches by their files: save what comes from standard input to a file");
    }
    if (source.startsWith(TaskFiles.LIST)) {
      return TaskFiles.LIST
          + place(directory, source.substring(TaskFiles.LIST.length()));
    }
    var path = NativeText.resolve(directory, source).normalize();
    try {
      return NativeText.of(path.toRealPath());
    } catch (IOException e) { // a glob
      return NativeText.of(path);
    }
  }

  private static List<String> words(RunSpec.Command command) {
    try {
      var words = new ArrayList<>(ShellWords.split(command.template()));
      if (!words.isEmpty() && words.getFirst().contains("/")) {
        words.set(0, place(command.directory(), words.getFirst()));
      }
      return words;
    } catch (InputException e) {
      return List.of(command.template()); // which is refused later
    }
  }

  private static String hash(List<String> words) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var word : words) {
        var bytes = NativeText.bytes(word);
        digest.update((bytes.length + ":").getBytes(NativeText.CHARSET));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Lets others run it.
  @Override
  public void close() throws IOException {
    try (lock) {
      Files.deleteIfExists(about);
    }
  }
}
