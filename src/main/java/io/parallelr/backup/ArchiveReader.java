package io.parallelr.backup;

import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads an archive from its beginning to its end, and checks all that can be checked. For one use.
final class ArchiveReader {
  private static final int BUFFER = 64 << 10;
  private static final int LARGEST_MANIFEST = 1 << 20;

  private final Path made;
  private final Path given;

  /// @param drafts a private directory for what is not in memory; empty
  ArchiveReader(Path drafts) throws IOException {
    this.made = drafts.resolve(Sums.NAME);
    this.given = drafts.resolve(Sums.NAME + ".given");
    PrivateFiles.makeFile(made);
    PrivateFiles.makeFile(given);
  }

  /// Takes the members, before the checksums are known.
  interface Taker {
    /// Takes the manifest, which is the first.
    void manifest(Manifest manifest) throws IOException;

    /// Takes another member.
    ///
    /// @param content of a file; what is not read is passed over
    void member(TarReader.Entry entry, InputStream content) throws IOException;
  }

  /// Reads all of it.
  ///
  /// @throws RefusedException if it is not a whole, undamaged archive of a known format
  Manifest read(InputStream in, Taker taker) throws IOException {
    try {
      return readWhole(new GZIPInputStream(in, BUFFER), taker);
    } catch (EOFException e) {
      throw new RefusedException("it is cut off: copy or export it again", e);
    } catch (ZipException e) {
      throw new RefusedException(
          "it is damaged, or was not written by parallelr jobs export (%s)".formatted(Reason.of(e)),
          e);
    }
  }

  private Manifest readWhole(InputStream in, Taker taker) throws IOException {
    var tar = new TarReader(in);
    Manifest manifest;
    try (var sums = new Sums(made)) {
      manifest = manifest(tar, sums);
      taker.manifest(manifest);
      var entry = tar.next();
      while (entry.isPresent() && !entry.get().name().equals(Sums.NAME)) {
        member(entry.get(), tar, sums, taker);
        entry = tar.next();
      }
      if (entry.isEmpty()) {
        throw new RefusedException("it has no checksums at its end");
      }
    }
    try (var out = Files.newOutputStream(given)) {
      tar.content().transferTo(out);
    }
    if (tar.next().isPresent()) {
      throw new RefusedException("it goes on behind its checksums");
    }
    var difference = Sums.difference(made, given);
    if (difference.isPresent()) {
      throw new RefusedException(
          "%s in it is damaged: its checksum is another one".formatted(difference.get()));
    }
    return manifest;
  }

  private static Manifest manifest(TarReader tar, Sums sums) throws IOException {
    var entry = tar.next();
    if (entry.isEmpty() || !entry.get().name().equals(Manifest.NAME)
        || entry.get().size() > LARGEST_MANIFEST) {
      throw new RefusedException("it does not begin with a manifest");
    }
    var text = tar.content().readAllBytes();
    sums.add(Manifest.NAME, Sums.digest().digest(text));
    return Manifest.parse(text);
  }

  private static void member(TarReader.Entry entry, TarReader tar, Sums sums, Taker taker)
      throws IOException {
    var digest = Sums.digest();
    var content = new DigestInputStream(tar.content(), digest);
    taker.member(entry, content);
    if (entry.kind() == TarReader.Kind.FILE) {
      content.transferTo(OutputStream.nullOutputStream());
      sums.add(entry.name(), digest.digest());
    }
  }

  /// Reads a whole archive to see whether it is one.
  ///
  /// @throws RefusedException if it is not
  static Export.Result check(InputStream in, Path drafts) throws IOException {
    var counter = new Counter();
    var manifest = new ArchiveReader(drafts).read(in, counter);
    return new Export.Result(manifest.contents(), counter.files, counter.bytes, 0);
  }

  private static final class Counter implements Taker {
    private long files;
    private long bytes;

    @Override
    public void manifest(Manifest manifest) {
      add(manifest.text().length);
    }

    @Override
    public void member(TarReader.Entry entry, InputStream content) {
      if (entry.kind() == TarReader.Kind.FILE) {
        add(entry.size());
      }
    }

    private void add(long size) {
      files++;
      bytes += size;
    }
  }
}
