package io.parallelr.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;

/// The file of a [JobBook]: one line for each change, as JSON. A last line that is not whole, as
/// the process was killed while it wrote that, is taken away. For one thread at a time.
final class BookFile implements Closeable {
  private static final int SCHEMA = 1;
  private static final String LAST_SEQ = "last_seq";
  private static final long SMALL = 1 << 20;
  private static final int OUT_OF_DATE = 4; // as many times as long as it has to be
  private static final Duration SYNCS = Duration.ofSeconds(1);
  private static final long SPEC_BYTES = 16 << 20;

  private final FileFaults faults;
  private final FileSync sync;
  private RandomAccessFile file;
  private long length;
  private long needed;

  private BookFile(FileFaults faults, RandomAccessFile file, long length) {
    this.faults = faults;
    this.file = file;
    this.length = length;
    this.needed = length;
    this.sync = FileSync.start(SYNCS, faults);
    sync.use(file);
  }

  /// Opens it, and reads it.
  ///
  /// @param book empty; gets what the file says
  static BookFile open(FileFaults faults, JobBook book) throws IOException {
    PrivateFiles.makeFile(faults.file());
    long whole = read(faults, book);
    var file = new RandomAccessFile(NativeText.file(faults.file()), "rw");
    boolean isDone = false;
    try {
      if (file.length() > whole) {
        file.setLength(whole);
      }
      file.seek(whole);
      var opened = new BookFile(faults, file, whole);
      opened.rewrite(book);
      isDone = true;
      return opened;
    } finally {
      if (!isDone) {
        file.close();
      }
    }
  }

  FileFaults faults() {
    return faults;
  }

  /// @return the length of the lines that are whole, in bytes
  private static long read(FileFaults faults, JobBook book) throws IOException {
    var specs = new SpecCache(SPEC_BYTES);
    long length = Files.size(faults.file());
    long whole = 0;
    int number = 0;
    try (var lines = new BufferedReader(
        new InputStreamReader(Files.newInputStream(faults.file()), UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        long end = whole + line.getBytes(UTF_8).length + 1;
        if (end > length) {
          break; // without its line break
        }
        try {
          read(JsonObject.parse(line), book, specs);
        } catch (IOException | RuntimeException e) {
          throw faults.damaged(number, e);
        }
        whole = end;
      }
    }
    return whole;
  }

  private static void read(JsonObject json, JobBook book, SpecCache specs) throws IOException {
    json.requireSchema(SCHEMA);
    json.number(LAST_SEQ).ifPresent(book::passOver);
    book.apply(BookChange.read(json, book, specs));
  }

  /// Writes a change; if that fails, nothing of it stays.
  void append(BookChange change) throws IOException {
    var line = JsonText.line(change::write);
    try {
      if (file.length() != length) { // an earlier failure could not be undone
        file.setLength(length);
      }
      file.seek(length);
      var whole = Arrays.copyOf(line, line.length + 1);
      whole[line.length] = '\n';
      file.write(whole);
      length += whole.length;
    } catch (IOException e) {
      try {
        file.setLength(length);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    sync.written();
  }

  /// Writes the file anew if most of it is out of date.
  void tidy(JobBook book) throws IOException {
    if (length > SMALL && length > OUT_OF_DATE * needed) {
      try {
        rewrite(book);
      } catch (IOException e) {
        needed = length; // try again when it has grown as much once more
        faults.log(e);
      }
    }
  }

  private void rewrite(JobBook book) throws IOException {
    AtomicFile.write(faults.file(), AtomicFile.Access.OWNER, out -> {
      line(out, JsonText.line(json -> {
        json.writeNumberProperty("schema_version", SCHEMA);
        json.writeNumberProperty(LAST_SEQ, book.lastSeq());
      }));
      for (var part : book.whole()) {
        line(out, JsonText.line(part::write));
      }
    });
    var before = file;
    file = new RandomAccessFile(NativeText.file(faults.file()), "rw");
    sync.use(file);
    before.close();
    length = file.length();
    needed = length;
  }

  private static void line(OutputStream out, byte[] line) throws IOException {
    out.write(line);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    sync.close();
    file.close();
  }
}
