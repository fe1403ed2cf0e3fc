package io.parallelr.os;

import java.io.IOException;
import java.util.Optional;

/// How many files a process may have open; getrlimit(2).
///
/// @param soft what holds
/// @param hard up to which it may be raised
public record FileLimit(long soft, long hard) {
  private static final String NAME = "Max open files";

  /// The limit of this process; empty if unknown.
  public static Optional<FileLimit> ofThisProcess() {
    return of("self");
  }

  private static Optional<FileLimit> of(String process) {
    try {
      return ProcessTable.readAll("/proc/" + process + "/limits")
          .lines()
          .filter(line -> line.startsWith(NAME))
          .map(line -> line.substring(NAME.length()).strip().split(" +", 3))
          .map(words -> new FileLimit(number(words[0]), number(words[1])))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long number(String word) {
    return word.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(word);
  }

  /// Sets the limit that holds for this process, and for those it starts.
  ///
  /// @return false if the system refuses
  public boolean raiseTo(long files) {
    return PosixProcesses.setFileLimit(files, hard);
  }

  /// Undoes what a JVM does that was started without the launcher: it raises its limit as far as it
  /// may. The one that holds for its parent is most likely what it was given.
  public static void restore() {
    var parent = ProcessHandle.current().parent().flatMap(p -> of(Long.toString(p.pid())));
    var own = ofThisProcess();
    if (Spawner.isSupported() && parent.isPresent() && own.isPresent()
        && own.get().hard() == parent.get().hard()
        && own.get().soft() > parent.get().soft()) {
      boolean _ = own.get().raiseTo(parent.get().soft());
    }
  }
}
