package io.parallelr.daemon;

import io.parallelr.os.ForeignFileException;
import io.parallelr.os.LockFile;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who runs tasks for a user: a file for each supervisor, whose lock it holds while it lives.
///
/// An entry says who a supervisor is; only locks say whether it is alive. An entry may be missing: a
/// cleaner has deleted it, or it was not made yet. So the lock of a run is asked, too.
///
/// @param directory where the entries lie; made when the first supervisor enters itself
/// @param runs where the directories of the runs lie that they tell of
/// @param own what this process itself is in it: its files must not be opened, as that ends
///   its locks
public record Registry(Path directory, Path runs, Own own) {
  static final String SUFFIX = ".json";
  private static final String DRAFT = ".";

  /// A process that is entered itself.
  ///
  /// @param supervisor as which it is entered; empty if it is not
  /// @param runs the ids of the runs whose locks it holds
  public record Own(Optional<Supervisor> supervisor, Set<String> runs) {
    /// Of a process that is not entered.
    public static final Own NONE = new Own(Optional.empty(), Set.of());

    public Own {
      runs = Set.copyOf(runs);
    }

    private boolean isEntry(Path file) {
      return supervisor.filter(s -> NativeText.nameOf(file).equals(s.runId() + SUFFIX)).isPresent();
    }
  }

  /// Seen by a process that is not entered in it.
  public Registry(Path directory, Path runs) {
    this(directory, runs, Own.NONE);
  }

  /// What an entry says, and whether that holds.
  public sealed interface Entry {
    /// The supervisor lives on this machine.
    record Live(Supervisor supervisor) implements Entry {}

    /// It lives, where nothing can be done about it from here.
    ///
    /// @param who in words
    record Unseen(Supervisor supervisor, String who) implements Entry {}

    /// It is dead.
    record Stale(Supervisor supervisor, Path file) implements Entry {}

    /// It runs, or did, on another machine that shares this home.
    record Elsewhere(Supervisor supervisor) implements Entry {}

    /// The file cannot be read, or is another user's.
    ///
    /// @param isHeld whether somebody holds its lock
    record Bad(Path file, String reason, boolean isHeld) implements Entry {}
  }

  /// Enters a supervisor, which holds the lock of its run, and takes out the entries of those that
  /// died.
  ///
  /// @param held the ids of the runs whose locks this process holds, which must not be asked
  /// @throws IOException if the directory cannot be written to
  public Registration register(Supervisor supervisor, Set<String> held) throws IOException {
    PrivateFiles.makeDirectory(directory);
    for (var entry : list(held)) {
      if (entry instanceof Entry.Stale(var dead, var file) && isFree(dead.runId(), held)) {
        Files.deleteIfExists(file);
      }
    }
    deleteDrafts(held);
    return Registration.make(this, supervisor);
  }

  /// What supervisors have left that were killed while they entered themselves.
  private void deleteDrafts(Set<String> held) throws IOException {
    try (var drafts = Files.newDirectoryStream(directory, DRAFT + "*")) {
      for (var draft : drafts) {
        var runId = NativeText.nameOf(draft).substring(DRAFT.length());
        if (Files.isRegularFile(draft, LinkOption.NOFOLLOW_LINKS) && isFree(runId, held)) {
          Files.deleteIfExists(draft);
        }
      }
    }
  }

  private boolean isFree(String runId, Set<String> held) {
    return !held.contains(runId)
        && new RunLock(directoryOf(runId)).state() instanceof RunLock.State.Free;
  }

  Path draft(String runId) {
    return directory.resolve(DRAFT + runId);
  }

  Path entry(String runId) {
    return directory.resolve(runId + SUFFIX);
  }

  /// All entries. Reads only. A process that is registered must be the registry's own.
  ///
  /// @throws IOException if the directory is there and cannot be read
  public List<Entry> list() throws IOException {
    return list(own.runs());
  }

  /// Who runs a run.
  public RunLock.State state(String runId) {
    return own.supervisor()
        .filter(_ -> own.runs().contains(runId)).<RunLock
            .State>map(s -> new RunLock.State.Held(s.pid()))
        .orElseGet(() -> new RunLock(directoryOf(runId)).state());
  }

  private List<Entry> list(Set<String> held) throws IOException {
    var entries = new ArrayList<Entry>();
    own.supervisor().ifPresent(s -> entries.add(new Entry.Live(s)));
    try (var files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (var file : files) {
        if (!own.isEntry(file)) {
          look(file, held).ifPresent(entries::add);
        }
      }
    } catch (NoSuchFileException e) {
      return entries; // nobody has ever run here
    }
    return entries;
  }

  /// The directory of a run, by its id.
  public sealed interface Found {
    record Ours(Path path) implements Found {}

    /// There is none: it is of another home.
    record Missing() implements Found {}

    /// It is another user's.
    record Refused(String reason) implements Found {}
  }

  /// Finds a run.
  public Found find(String runId) {
    if (runId.isEmpty() || runId.startsWith(".") || runId.indexOf('/') >= 0) {
      return new Found.Missing(); // anybody may claim anything
    }
    var path = directoryOf(runId);
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return new Found.Missing();
    }
    return PrivateFiles.objection(path)
        .<Found>map(e -> new Found.Refused(Reason.withPath(e)))
        .orElseGet(() -> new Found.Ours(path));
  }

  /// Where a run lies, regardless of its entry: a home may have been moved.
  public Path directoryOf(String runId) {
    return runs.resolve(runId);
  }

  /// What its user calls a run; empty for one without a name.
  public Optional<String> nameOf(String runId) {
    return RunRequest.of(directoryOf(runId)).name();
  }

  /// A run with its name, if it has one, for people.
  public String described(String runId) {
    return runId + nameOf(runId).map(name -> " (" + Printable.of(name) + ')').orElse("");
  }

  /// A supervisor whose entry is gone, from what its run says.
  public Supervisor unregistered(int pid, String runId) {
    return RunRequest.of(directoryOf(runId)).supervisor(pid, runId);
  }

  private Optional<Entry> look(Path file, Set<String> held) {
    boolean isHeld = false;
    try {
      PrivateFiles.requireOurs(file);
      isHeld = LockFile.isHeld(file);
      var supervisor = Supervisor.parse(PrivateFiles.read(file));
      return Optional.of(
          isHeld ? held(supervisor) : notHeld(supervisor, file, held));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // it has just ended
    } catch (ForeignFileException e) {
      return Optional.of(new Entry.Bad(file, Reason.of(e), false));
    } catch (IOException e) {
      return Optional.of(new Entry.Bad(file, Reason.of(e), isHeld));
    }
  }

  private static Entry held(Supervisor supervisor) {
    if (supervisor.isOfThisBoot() && supervisor.isOfThisNamespace() && supervisor.isThere()) {
      return new Entry.Live(supervisor);
    }
    return isElsewhere(supervisor)
        ? new Entry.Elsewhere(supervisor)
        : new Entry.Unseen(supervisor, RunLock.ELSEWHERE);
  }

  private Entry notHeld(Supervisor supervisor, Path file, Set<String> held) {
    if (isElsewhere(supervisor)) {
      return new Entry.Elsewhere(supervisor);
    }
    if (held.contains(supervisor.runId())) {
      return new Entry.Stale(supervisor, file);
    }
    return switch (new RunLock(directoryOf(supervisor.runId())).state()) {
      case RunLock.State.Held(var pid) when pid == supervisor.pid() ->
        new Entry.Live(supervisor); // the entry is a copy of the one that it locked
      case RunLock.State.Unseen(var who) -> new Entry.Unseen(supervisor, who);
      case RunLock.State.Held _,RunLock.State.Free _ -> new Entry.Stale(supervisor, file);
    };
  }

  private static boolean isElsewhere(Supervisor supervisor) {
    return !supervisor.isOfThisBoot() && !supervisor.host().equals(Machine.hostName());
  }
}
