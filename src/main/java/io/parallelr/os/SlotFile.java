package io.parallelr.os;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Says which process runs in each slot, to whoever looks from outside or comes after a crash: a
/// line for each slot, with its process number or 0.
///
/// It is mapped into memory: to say it costs no call to the system, and it outlives this process.
public final class SlotFile implements AutoCloseable {
  private static final int WIDTH = 11;
  private static final String NAME = "slots";

  private final MappedByteBuffer lines;

  private SlotFile(MappedByteBuffer lines) {
    this.lines = lines;
  }

  /// Makes the file in the directory of a run.
  ///
  /// @throws IOException if it cannot be written
  public static SlotFile create(Path run, int slots) throws IOException {
    // written, not only made longer: a mapped hole would be missing when the disk is full
    var free = new String(line(0), StandardCharsets.ISO_8859_1);
    Files.writeString(run.resolve(NAME), free.repeat(slots));
    try (var file = new RandomAccessFile(run.resolve(NAME).toFile(), "rw");
        var channel = file.getChannel()) {
      return new SlotFile(
          channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) slots * (WIDTH + 1)));
    }
  }

  /// Reads the file in the directory of a run.
  ///
  /// @return process numbers by slot, free slots left out; none if there is no such file
  public static Map<Integer, Integer> read(Path run) {
    var pids = new TreeMap<Integer, Integer>();
    try {
      int slot = 0;
      for (var line : Files.readAllLines(run.resolve(NAME), StandardCharsets.ISO_8859_1)) {
        slot++;
        var number = line.strip();
        if (number.matches("[1-9]\\d{0,9}")) {
          pids.put(slot, Integer.parseUnsignedInt(number));
        }
      }
    } catch (IOException e) {
      return Map.of(); // not begun, or over
    }
    return pids;
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
  private static byte[] line(long pid) {
    var line = new byte[WIDTH + 1];
    Arrays.fill(line, (byte) ' ');
    line[WIDTH] = '\n';
    int i = WIDTH;
    long rest = pid;
    do {
      line[--i] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    return line;
  }
}
