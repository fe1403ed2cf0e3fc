package io.parallelr.serve;

import io.parallelr.os.NativeText;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/// When which part of a step's output was there: records of an offset and the time at which the
/// output was seen to have that length, both ascending. For one thread.
final class LineTimes implements Closeable {
  private static final int RECORD = 2 * Long.BYTES;
  private static final int BUFFER = 512 * RECORD;

  private final Optional<RandomAccessFile> file; // empty if nothing was recorded
  private final Instant otherwise;
  private final byte[] bytes = new byte[BUFFER];
  private ByteBuffer ahead = ByteBuffer.allocate(0);
  private long seen = -1; // the offset of the record that was read last
  private Instant at;

  private LineTimes(Optional<RandomAccessFile> file, Instant otherwise) {
    this.file = file;
    this.otherwise = otherwise;
    this.at = otherwise;
  }

  /// Adds a record.
  ///
  /// @param size how long the output was
  static void add(Path times, long size, Instant at) throws IOException {
    var record = ByteBuffer.allocate(RECORD);
    record.putLong(size).putLong(nanos(at));
    Files.write(times, record.array(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// The offset of the last record; 0 if there is none.
  static long last(Path times) throws IOException {
    try (var file = new RandomAccessFile(NativeText.file(times), "r")) {
      long count = file.length() / RECORD;
      if (count == 0) {
        return 0;
      }
      file.seek((count - 1) * RECORD);
      return file.readLong();
    } catch (FileNotFoundException | NoSuchFileException e) {
      return 0;
    }
  }

  /// Reads from the record on that says when a part was there.
  ///
  /// @param offset in the output, with which it begins
  /// @param otherwise the time of what no record covers
  static LineTimes open(Path times, long offset, Instant otherwise) throws IOException {
    RandomAccessFile file;
    try {
      file = new RandomAccessFile(NativeText.file(times), "r");
    } catch (FileNotFoundException e) {
      return new LineTimes(Optional.empty(), otherwise);
    }
    var reader = new LineTimes(Optional.of(file), otherwise);
    try {
      file.seek(first(file, offset) * RECORD);
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  /// The first record whose offset is beyond one, by halving.
  private static long first(RandomAccessFile file, long offset) throws IOException {
    long low = 0;
    long high = file.length() / RECORD;
    while (low < high) {
      long middle = (low + high) >>> 1;
      file.seek(middle * RECORD);
      if (file.readLong() <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// When the output up to an offset was there; to be asked for ascending offsets.
  Instant at(long offset) throws IOException {
    while (seen < offset && next()) {
      // looks on
    }
    return seen < offset ? otherwise : at;
  }

  private boolean next() throws IOException {
    if (file.isEmpty()) {
      return false;
    }
    if (ahead.remaining() < RECORD) {
      int count = file.get().read(bytes);
      if (count < RECORD) {
        return false;
      }
      ahead = ByteBuffer.wrap(bytes, 0, count - count % RECORD);
      if (count % RECORD != 0) {
        file.get().seek(file.get().getFilePointer() - count % RECORD); // it is being written
      }
    }
    seen = ahead.getLong();
    at = instant(ahead.getLong());
    return true;
  }

  private static long nanos(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
