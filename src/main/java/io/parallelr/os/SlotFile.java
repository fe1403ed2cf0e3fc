package io.parallelr.os;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Says which process runs in each slot, to whoever looks from outside or comes after a crash: a
/// line for each slot, with its process number, 0 if it is free, or the number of a task with a
/// minus sign while the process of that task is being started.
///
/// It is mapped into memory: to say it costs no call to the system, and it outlives this process.
public final class SlotFile implements AutoCloseable {
  private static final int WIDTH = 11;
  private static final int LARGEST_PID = 1 << 22; // of 64-bit Linux; proc(5), pid_max
  private static final String NAME = "slots";
  private static final Pattern STARTING = Pattern.compile("-[1-9]\\d{0,9}");

  private final Path file;
  private volatile MappedByteBuffer lines;

  private SlotFile(Path file, MappedByteBuffer lines) {
    this.file = file;
    this.lines = lines;
  }

  /// Makes the file in the directory of a run.
  ///
  /// @throws IOException if it cannot be written
  public static SlotFile create(Path run, int slots) throws IOException {
    var file = run.resolve(NAME);
    PrivateFiles.makeFile(file);
    return new SlotFile(file, extended(file, 0, slots));
  }

  /// Makes room for a slot beyond those that it was made for. May be called by any thread.
  ///
  /// @throws IOException if it cannot be written
  public void makeRoom(int slot) throws IOException {
    if (slot > count(lines)) {
      extend(slot);
    }
  }

  private synchronized void extend(int slot) throws IOException {
    int before = count(lines);
    if (slot > before) {
      lines = extended(file, before, Math.max(slot, Math.multiplyExact(before, 2)));
    }
  }

  private static int count(MappedByteBuffer lines) {
    return lines.capacity() / (WIDTH + 1);
  }

  private static MappedByteBuffer extended(Path file, int before, int slots) throws IOException {
    // written, not only made longer: a mapped hole would be missing when the disk is full
    var free = new String(line(0), StandardCharsets.ISO_8859_1);
    Files.writeString(file, free.repeat(slots - before), StandardOpenOption.APPEND);
    try (var opened = new RandomAccessFile(NativeText.file(file), "rw");
        var channel = opened.getChannel()) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) slots * (WIDTH + 1));
    }
  }

  /// What a slot file says.
  ///
  /// @param slots how many there are
  /// @param pids process numbers by slot, free slots left out
  /// @param starting numbers of tasks by slot, where a process is being started
  /// @param problems what in it cannot be understood
  public record Contents(
      int slots,
      Map<Integer, Integer> pids,
      Map<Integer, Integer> starting,
      List<String> problems) {
    static final Contents NONE = new Contents(0, Map.of(), Map.of(), List.of());

    public Contents {
      pids = Map.copyOf(pids);
      starting = Map.copyOf(starting);
      problems = List.copyOf(problems);
    }

    /// Whether it says that this process was started for that slot.
    public boolean says(int slot, int pid) {
      return Integer.valueOf(pid).equals(pids.get(slot));
    }

    /// Whether it says that a process for this task is being started in that slot.
    public boolean isStarting(int slot, int sequence) {
      return Integer.valueOf(sequence).equals(starting.get(slot));
    }

    /// Whether there is such a slot.
    public boolean has(int slot) {
      return slot >= 1 && slot <= slots;
    }
  }

  /// Reads the file in the directory of a run. What cannot be understood is left out.
  ///
  /// @return nothing if there is no such file: the run has not begun
  public static Contents read(Path run) {
    try {
      return parse(PrivateFiles.read(run.resolve(NAME)));
    } catch (NoSuchFileException e) {
      return Contents.NONE;
    } catch (IOException e) {
      var reason = e instanceof FileSystemException f && f.getReason() != null
          ? f.getReason()
          : "it cannot be read";
      return new Contents(0, Map.of(), Map.of(), List.of(reason));
    }
  }

  private static Contents parse(String text) {
    var pids = new TreeMap<Integer, Integer>();
    var starting = new TreeMap<Integer, Integer>();
    var problems = new ArrayList<String>();
    int slot = 0;
    for (var line : text.lines().toList()) {
      slot++;
      var number = line.strip();
      if (number.matches("[1-9]\\d{0,6}") && Integer.parseInt(number) <= LARGEST_PID) {
        pids.put(slot, Integer.valueOf(number));
      } else if (STARTING.matcher(number).matches()
          && Long.parseLong(number) >= -Integer.MAX_VALUE) {
        starting.put(slot, Integer.valueOf(number.substring(1)));
      } else if (!number.equals("0")) {
        problems.add("line %d is not a process number".formatted(slot));
      }
    }
    return new Contents(slot, pids, starting, problems);
  }

  /// Says that the process of a task is being started in a slot. If this process dies before it can
  /// say the number, the task is still found.
  ///
  /// @param sequence of the task, from 1
  public void starting(int slot, int sequence) {
    set(slot, -sequence);
  }

  /// Says in the place of a process that has died which process runs in a slot of its run.
  ///
  /// @throws IOException if it cannot be written
  public static void complete(Path run, int slot, int pid) throws IOException {
    try (var file = new RandomAccessFile(NativeText.file(run.resolve(NAME)), "rw")) {
      file.seek((long) (slot - 1) * (WIDTH + 1));
      file.write(line(pid));
    }
  }

  /// Says that a process runs in a slot.
  public void set(int slot, long pid) {
    lines.put((slot - 1) * (WIDTH + 1), line(pid));
  }

  /// Says that a slot is free.
  public void clear(int slot) {
    set(slot, 0);
  }

  @Override
  public void close() {
    lines.force();
  }

  /// Without a formatter, as it is made twice for each task.
  private static byte[] line(long number) {
    var line = new byte[WIDTH + 1];
    Arrays.fill(line, (byte) ' ');
    line[WIDTH] = '\n';
    int i = WIDTH;
    long rest = Math.abs(number);
    do {
      line[--i] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (number < 0) {
      line[--i] = '-';
    }
    return line;
  }
}
