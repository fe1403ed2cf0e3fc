package io.parallelr.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The processes of this machine at one moment, from `/proc`; proc(5).
public record ProcessTable(List<Entry> entries) {
  static final Path PROC = Path.of("/proc");
  /// USER_HZ, which is 100 on all architectures but the alpha and ia64; time(7).
  private static final BigDecimal TICKS_PER_SECOND = BigDecimal.valueOf(100);
  /// Counted from the state, which is the third; the kernel calls it the fifty-second.
  private static final int EXIT_CODE_FIELD = 49;

  public ProcessTable {
    entries = List.copyOf(entries);
  }

  /// What names a process for good, while the machine runs.
  public record Id(int pid, long startTime) {
    /// Whether it is still there and has not ended.
    public boolean runs() {
      return entry(pid).filter(p -> p.startTime() == startTime && p.runs()).isPresent();
    }

    /// The name of the user it belongs to; its number where that has no name.
    public String owner() {
      try {
        return Files.getOwner(PROC.resolve(Integer.toString(pid))).getName();
      } catch (IOException e) {
        return "another user";
      }
    }
  }

  /// The order in which signals are sent: a process comes before those that it has started. A
  /// parent that sees its child killed would otherwise go on for a moment, and do what it does
  /// after that.
  public static final Comparator<Entry> PARENTS_FIRST =
      Comparator.comparingLong(Entry::startTime).thenComparingInt(Entry::pid);

  /// A process.
  ///
  /// @param startTime in clock ticks since boot: with the number it names a process for good
  public record Entry(int pid, char state, int parent, int session, long startTime) {
    /// How long ago it was started, by the clock that no setting of the time changes; to 10 ms.
    public Duration age() {
      try {
        var uptime = new BigDecimal(readAll("/proc/uptime").split(" ", 2)[0]);
        var age = uptime.subtract(BigDecimal.valueOf(startTime).divide(TICKS_PER_SECOND));
        return Duration.ofMillis(Math.max(0, age.movePointRight(3).longValue()));
      } catch (IOException e) {
        return Duration.ZERO;
      }
    }

    /// When it was started, to the second; by the clock as it is set now.
    public Instant started() {
      try {
        var boot = readAll("/proc/stat").lines()
            .filter(line -> line.startsWith("btime "))
            .mapToLong(line -> Long.parseLong(line.substring("btime ".length())))
            .findFirst();
        var sinceBoot = BigDecimal.valueOf(startTime).divide(TICKS_PER_SECOND);
        return Instant.ofEpochSecond(boot.orElse(0)).plusSeconds(sinceBoot.longValue());
      } catch (IOException e) {
        return Instant.EPOCH;
      }
    }

    /// Its number and start time.
    public Id id() {
      return new Id(pid, startTime);
    }

    /// Whether it has not ended.
    public boolean runs() {
      return state != 'Z' && state != 'X';
    }
  }

  /// All that there are now.
  public static ProcessTable read() {
    var entries = new ArrayList<Entry>();
    DirectoryStream.Filter<Path> numbers = p -> Character.isDigit(name(p).charAt(0));
    try (var processes = Files.newDirectoryStream(PROC, numbers)) {
      for (var process : processes) {
        entry(Integer.parseInt(name(process))).ifPresent(entries::add);
      }
    } catch (IOException e) {
      return new ProcessTable(List.of()); // no /proc: nothing is known
    }
    return new ProcessTable(entries);
  }

  /// One process; empty if there is none of that number.
  public static Optional<Entry> entry(int pid) {
    try {
      return Optional.of(parse(readAll("/proc/" + pid + "/stat")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The status of a process that has ended and that its parent has not taken in yet, as wait(2)
  /// encodes it; empty if it is not that, or not for us to see.
  static Optional<Integer> zombieStatus(int pid) {
    try {
      var stat = readAll("/proc/" + pid + "/stat");
      var fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
      return fields[0].equals("Z") && fields.length > EXIT_CODE_FIELD
          ? Optional.of(Integer.valueOf(fields[EXIT_CODE_FIELD]))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Parses a line of `/proc/PID/stat`. The name in its parentheses may hold anything.
  static Entry parse(String stat) {
    int pid = Integer.parseInt(stat.substring(0, stat.indexOf(' ')));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 21);
    return new Entry(
        pid,
        fields[0].charAt(0),
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[3]),
        Long.parseLong(fields[19]));
  }

  /// The processes that match a test, and all their descendants.
  public Set<Entry> withDescendants(Predicate<Entry> test) {
    var found = new HashSet<Entry>();
    var pids = new HashSet<Integer>();
    boolean grew = true;
    while (grew) {
      grew = false;
      for (var entry : entries) {
        if (!pids.contains(entry.pid()) && (pids.contains(entry.parent()) || test.test(entry))) {
          pids.add(entry.pid());
          found.add(entry);
          grew = true;
        }
      }
    }
    return found;
  }

  /// Whether a process was started with all of these variables, each as `NAME=value`. False too if
  /// that is not for us to see.
  public static boolean hasVariables(int pid, List<String> variables) {
    var environment = '\0' + environment(pid);
    return variables.stream().allMatch(v -> environment.contains('\0' + v + '\0'));
  }

  /// The variables that a process was started with, each as `NAME=value` and ended by a zero
  /// character, in the form of [NativeText]; nothing if that is not for us to see.
  public static String environment(int pid) {
    try {
      return NativeText.of(readBytes("/proc/" + pid + "/environ"));
    } catch (IOException e) {
      return "";
    }
  }

  /// The most resident memory that a process has had so far, in bytes; 0 if it has none any more.
  public static long peakBytes(int pid) {
    return memory(pid, "VmHWM:");
  }

  private static long memory(int pid, String field) {
    try {
      return readAll("/proc/" + pid + "/status").lines()
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /// How many threads all processes of a user have.
  static long threadsOf(int user) {
    long threads = 0;
    for (var process : read().entries()) {
      try {
        var status = readAll("/proc/" + process.pid() + "/status");
        if (field(status, "Uid:").split("\\s+", 2)[0].equals(Integer.toString(user))) {
          threads += Long.parseLong(field(status, "Threads:"));
        }
      } catch (IOException | NumberFormatException e) {
        // it has ended
      }
    }
    return threads;
  }

  private static String field(String status, String name) {
    return status.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse("");
  }

  /// The resident memory of a process, in bytes; 0 if it has none any more.
  public static long residentBytes(int pid) {
    return memory(pid, "VmRSS:");
  }

  /// Reads a small file whole, as bytes that are characters.
  ///
  /// @throws IOException if it is not there, or not for us to see
  public static String readAll(String file) throws IOException {
    return new String(readBytes(file), ISO_8859_1);
  }

  /// Reads a small file whole. Not by a channel: an interrupt would close it, and cancelled tasks
  /// look at their processes too.
  ///
  /// @throws IOException if it is not there, or not for us to see
  static byte[] readBytes(String file) throws IOException {
    try (var in = new FileInputStream(file)) {
      return readAll(in::read);
    }
  }

  /// What bytes are read from, such as a stream.
  public interface Source {
    /// Reads some bytes, and says how many; at the end none.
    int read(byte[] buffer) throws IOException;
  }

  /// Reads to the end. Not by readAllBytes, which asks for the length first: files of the kernel
  /// have none.
  public static byte[] readAll(Source in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var buffer = new byte[4096];
    for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
      bytes.write(buffer, 0, n);
    }
    return bytes.toByteArray();
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
