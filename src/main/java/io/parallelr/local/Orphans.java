package io.parallelr.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.parallelr.os.ChildProcess;
import io.parallelr.os.ProcessTable;
import io.parallelr.os.Signals;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The descendants of tasks, and those of them that lost their parent and so became children of
/// this process, their subreaper.
///
/// The kernel gives an orphan to the first thread of this process, which itself starts nothing: so
/// the list of that thread's children is empty as long as there is none, and looking is cheap.
final class Orphans {
  private static final Logger log = LoggerFactory.getLogger(Orphans.class);
  private static final int SELF = Math.toIntExact(ProcessHandle.current().pid());
  private static final String CHILDREN = "/proc/self/task/" + SELF + "/children";
  private static final int MOST_ROUNDS = 100;

  private final Optional<RandomAccessFile> listing = open();
  private final ReentrantLock reading = new ReentrantLock();
  /// Children that a task thread waits for, which are not orphans.
  private final Map<Integer, Object> waitedFor = new ConcurrentHashMap<>();

  void add(int pid, Object owner) {
    waitedFor.put(pid, owner);
  }

  /// Takes a reaped child out. Its number may have been given to the child of another owner by now,
  /// which stays.
  void remove(int pid, Object owner) {
    waitedFor.remove(pid, owner);
  }

  /// Whether one of the orphans is of this task, dead ones aside.
  static boolean anyOf(List<Integer> orphans, int session, List<String> marks) {
    return orphans.stream()
        .map(ProcessTable::entry)
        .flatMap(Optional::stream)
        .anyMatch(p -> p.runs() && isOf(p, session, marks));
  }

  /// The running processes of a task: those of its session, orphans with its marks, and their
  /// descendants in any session.
  Set<ProcessTable.Entry> membersOf(ProcessTable table, int session, List<String> marks) {
    return table.withDescendants(p -> p.pid() == session || isOf(p, session, marks))
        .stream()
        .filter(ProcessTable.Entry::runs)
        .collect(Collectors.toSet());
  }

  private static boolean isOf(ProcessTable.Entry process, int session, List<String> marks) {
    return process.session() == session
        || (process.parent() == SELF && ProcessTable.hasVariables(process.pid(), marks));
  }

  /// Reaps the orphans that have ended, so that they do not stay zombies.
  ///
  /// Under a lock, which makes sure that a number just listed is not reaped, and given to a new
  /// child, before it is looked at here.
  ///
  /// @return how many there were
  synchronized int reapEnded() {
    int reaped = 0;
    for (int pid : list()) {
      var entry = ProcessTable.entry(pid);
      if (entry.isPresent() && entry.get().state() == 'Z' && ChildProcess.reapIfEnded(pid)) {
        reaped++;
      }
    }
    return reaped;
  }

  /// Kills all orphans and their descendants, except those of other users.
  void killAll() {
    var sent = new SentSignals();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      int _ = reapEnded();
      var orphans = Set.copyOf(list());
      if (orphans.isEmpty()) {
        return;
      }
      var left = ProcessTable.read().withDescendants(p -> orphans.contains(p.pid()));
      sent.reset();
      sent.sendAll(left, Signals.SIGKILL);
      if (sent.areDenied(pids(left))) {
        return;
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return; // they have been sent the signal; asked to hurry
      }
    }
  }

  /// The numbers of all orphans, dead ones included.
  List<Integer> list() {
    var children = children();
    if (children.isBlank()) {
      return List.of();
    }
    return Stream.of(children.strip().split(" ", -1))
        .map(Integer::valueOf)
        .filter(pid -> !waitedFor.containsKey(pid))
        .toList();
  }

  private String children() {
    if (listing.isPresent()) {
      try {
        var file = listing.get();
        reading.lock(); // it has one position, for all threads
        try {
          file.seek(0);
          return new String(ProcessTable.readAll(file::read), ISO_8859_1);
        } finally {
          reading.unlock();
        }
      } catch (IOException e) {
        log.debug("{} cannot be read: {}", CHILDREN, Reason.of(e));
      }
    }
    // a kernel without that file: ask all processes who their parent is
    return ProcessTable.read()
        .entries()
        .stream()
        .filter(p -> p.parent() == SELF)
        .map(p -> Integer.toString(p.pid()))
        .collect(Collectors.joining(" "));
  }

  /// Kept open: to look the file up takes the kernel longer than to read it.
  private static Optional<RandomAccessFile> open() {
    try {
      return Optional.of(new RandomAccessFile(CHILDREN, "r"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Set<Integer> pids(Set<ProcessTable.Entry> entries) {
    return entries.stream().map(ProcessTable.Entry::pid).collect(Collectors.toSet());
  }
}
