package io.parallelr.backup;

import io.parallelr.os.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Writes an archive: a compressed tar archive whose last member has the checksums of the others.
/// For one thread.
final class ArchiveWriter {
  private static final int BUFFER = 64 << 10;
  private static final int PRIVATE_FILE = 0600;

  private final Path sumsFile;
  private final Sums sums;
  private final GZIPOutputStream out;
  private final TarWriter tar;
  private final Instant now;
  private long files;
  private long bytes;

  /// @param to which is not closed
  /// @param drafts a private directory for what is not in memory
  /// @param now the time that members have that are no files
  ArchiveWriter(OutputStream to, Path drafts, Instant now) throws IOException {
    this.now = now;
    this.sumsFile = drafts.resolve(Sums.NAME);
    PrivateFiles.makeFile(sumsFile);
    this.sums = new Sums(sumsFile);
    this.out = new Fast(to);
    this.tar = new TarWriter(out);
  }

  /// What is printed shrinks well with little work, which a server has to do beside its own.
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream to) throws IOException {
      super(to, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  void text(String name, byte[] content) throws IOException {
    file(
        new TarWriter.Member(name, PRIVATE_FILE, now),
        content.length,
        new ByteArrayInputStream(content));
  }

  void file(TarWriter.Member member, long size, InputStream content) throws IOException {
    var digest = Sums.digest();
    tar.file(member, size, content, (part, length) -> digest.update(part, 0, length));
    sums.add(member.name(), digest.digest());
    files++;
    bytes += size;
  }

  void directory(TarWriter.Member member) throws IOException {
    tar.directory(member);
  }

  void link(TarWriter.Member member, String target) throws IOException {
    tar.link(member, target);
  }

  /// How many files there are so far.
  long files() {
    return files;
  }

  /// What is in them, in bytes.
  long bytes() {
    return bytes;
  }

  /// Writes what is at the end.
  void finish() throws IOException {
    sums.close();
    try (var content = Files.newInputStream(sumsFile)) {
      tar.file(
          new TarWriter.Member(Sums.NAME, PRIVATE_FILE, now),
          Files.size(sumsFile),
          content,
          (_, _) -> {
            // it does not have its own
          });
    }
    tar.finish();
    out.finish();
    out.flush();
  }
}
