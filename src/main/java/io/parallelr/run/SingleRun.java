package io.parallelr.run;

import io.parallelr.batch.InputException;
import io.parallelr.batch.ShellWords;
import io.parallelr.batch.TaskFiles;
import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunLock;
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
  private boolean isKnown;

  private SingleRun(Path about, LockFile lock) {
    this.about = about;
    this.lock = lock;
  }

  /// Takes the lock of what is to be run.
  ///
  /// @param resumed the ids of the runs that it resumes, whose tasks it takes care of
  /// @throws UserError if it runs already, or tasks of it do, or that cannot be determined
  public static SingleRun hold(RunSpec spec, Installation installation, List<String> resumed) {
    var directory = installation.singles();
    var name = name(spec);
    var about = directory.resolve(name + ABOUT);
    var file = directory.resolve(name + LOCK);
    try {
      PrivateFiles.makeDirectory(directory);
      var lock = LockFile.tryHold(file);
      if (lock.isPresent()) {
        try {
          requireOver(about, installation, resumed);
        } catch (UserError e) {
          lock.get().close();
          throw e;
        }
        return new SingleRun(about, lock.get());
      }
      throw new UserError(
          ExitStatus.RUNS_ALREADY,
          "--single: the same batch runs already%s; nothing was run".formatted(
              described(about, registry(installation),
                  LockFile.holder(file).map(LockFile.Holder::pid).orElse(0))));
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.INTERNAL,
          "--single: cannot tell whether the same batch runs already: %s; nothing was run"
              .formatted(Reason.withPath(e)),
          e);
    }
  }

  /// Checks that nothing runs of a run whose supervisor was killed, nor of those it resumed: what
  /// that had started may run on.
  ///
  /// @param about what it has left
  private static void requireOver(Path about, Installation installation, List<String> resumed) {
    for (var id : runs(about)) {
      var run = new RunDirectory(id, installation.runs().resolve(id));
      if (resumed.contains(id) || !Files.isDirectory(run.path())) {
        continue;
      }
      var resumedBy = switch (new RunLock(run.path()).state()) {
        case RunLock.State.Free() -> "";
        case RunLock.State.Held(var pid) -> "process " + pid;
        case RunLock.State.Unseen(var who) -> who;
      };
      if (!resumedBy.isEmpty()) {
        throw new UserError(
            ExitStatus.RUNS_ALREADY,
            "--single: the same batch runs already: its run %s is in use by %s; nothing was run"
                .formatted(registry(installation).described(id), resumedBy));
      }
      int tasks = OrphanSearch.running(run).size();
      if (tasks > 0) {
        throw new UserError(
            ExitStatus.ORPHANS_RUN,
            ("--single: run %s of the same batch was killed, and %s; nothing was run: take "
                + "%s over with 'parallelr resume %s', or end %3$s with 'parallelr kill %4$s'")
                .formatted(
                    registry(installation).described(id),
                    tasks == 1 ? "1 of its tasks runs still" : tasks + " of its tasks run still",
                    tasks == 1 ? "it" : "them",
                    id));
      }
    }
  }

  private static Registry registry(Installation installation) {
    return new Registry(installation.workers(), installation.runs());
  }

  /// The ids of a run that was not closed, and of those it resumed; the latest first.
  private static List<String> runs(Path about) {
    try {
      var lines = PrivateFiles.read(about).lines().toList();
      var ids = new ArrayList<String>();
      if (lines.size() >= 3) {
        ids.add(lines.get(1));
        ids.addAll(lines.subList(3, lines.size()));
      }
      return ids;
    } catch (IOException e) {
      return List.of(); // the last one has ended
    }
  }

  /// Makes known which run holds it.
  ///
  /// @param resumed the ids of the runs that it resumes
  /// @throws IOException if it cannot be written
  public void is(RunDirectory run, Instant since, List<String> resumed) throws IOException {
    var when =
        OffsetDateTime.ofInstant(since.truncatedTo(ChronoUnit.SECONDS), ZoneId.systemDefault());
    var draft = about.resolveSibling(NativeText.nameOf(about) + ".new");
    var lines = new ArrayList<String>();
    lines.add(Long.toString(ProcessHandle.current().pid()));
    lines.add(run.id());
    lines.add(when.toString());
    lines.addAll(resumed);
    Files.write(draft, lines);
    Files.move(draft, about, StandardCopyOption.ATOMIC_MOVE);
    isKnown = true;
  }

  /// The run that is alive, as far as it is known: one that has just begun has no id yet, and what
  /// a dead one has left says nothing.
  private static String described(Path about, Registry registry, int pid) {
    var process = pid > 0 ? ", process " + pid : "";
    try {
      var lines = PrivateFiles.read(about).lines().toList();
      if (lines.size() >= 3 && (pid == 0 || lines.getFirst().equals(Integer.toString(pid)))) {
        return ": run %s, process %s, since %s".formatted(
            registry.described(lines.get(1)), lines.getFirst(), lines.get(2));
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

  /// Lets others run it. What another one has left stays, if this one did not get as far as to run.
  @Override
  public void close() throws IOException {
    try (lock) {
      if (isKnown) {
        Files.deleteIfExists(about);
      }
    }
  }
}
