package io.parallelr.workspace;

import io.parallelr.os.NativeText;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The directory in which the steps of a job work, seen from outside. Nothing leads out of it: each
/// component of a path is opened in the one before without following links. For any threads.
public final class Workspace {
  private static final int BUFFER = 64 << 10;

  private final Path directory;
  private final long quota;
  private final WriteCounts counts;

  /// A workspace of any size.
  ///
  /// @param directory absolute; it need not exist
  public Workspace(Path directory) {
    this(directory, Long.MAX_VALUE, new WriteCounts());
  }

  /// A workspace of limited size.
  ///
  /// @param quota how many bytes the files in it may have together, as far as it depends on writing
  ///   by this class
  /// @param counts shared by all workspaces, as several may be of one directory
  Workspace(Path directory, long quota, WriteCounts counts) {
    this.directory = directory;
    this.quota = quota;
    this.counts = counts;
  }

  /// What is in a directory.
  ///
  /// @param path from the workspace, with a slash before it
  /// @param size in bytes
  /// @param mode such as `drwxr-xr-x`
  public record Entry(
      String name,
      String path,
      long size,
      String mode,
      Instant modified,
      boolean isDirectory) {}

  /// A file that is open for reading.
  public record Content(String name, long size, Instant modified, SeekableByteChannel bytes)
      implements
        Closeable {
    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  /// What a path leads to.
  public sealed interface Found {
    /// A directory, with what is in it by name.
    record Directory(List<Entry> entries) implements Found {}

    /// A file, to be closed by the caller.
    record File(Content content) implements Found {}
  }

  /// Opens a file, or lists a directory.
  ///
  /// @param path relative to the workspace, with or without a slash before it; empty for all of it
  /// @throws NoSuchFileException if there is nothing, or it is neither
  /// @throws InvalidPathException if the path is not one that a workspace may have
  public Found find(String path) throws IOException {
    var relative = RelativePath.parse(path);
    if (relative.isRoot()) {
      try (var root = OpenDirectory.open(directory)) {
        return list(root, relative);
      }
    }
    try (var parent = OpenDirectory.open(directory).descend(relative.parent())) {
      var attributes = parent.attributes(relative.name());
      if (attributes.isDirectory()) {
        try (var child = parent.child(relative.name())) {
          return list(child, relative);
        }
      }
      if (!attributes.isRegularFile()) { // opening a pipe would wait for its other end
        throw new NoSuchFileException(path);
      }
      var bytes = parent.stream()
          .newByteChannel(
              relative.name(),
              Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
      return new Found.File(
          new Content(
              relative.names().getLast(),
              attributes.size(),
              attributes.lastModifiedTime().toInstant(),
              bytes));
    }
  }

  private static Found list(OpenDirectory opened, RelativePath path) throws IOException {
    var entries = new ArrayList<Entry>();
    for (var one : opened.stream()) {
      var name = one.getFileName();
      PosixFileAttributes attributes;
      try {
        attributes = opened.attributes(name);
      } catch (NoSuchFileException e) {
        continue; // deleted meanwhile
      }
      var text = NativeText.of(name);
      entries.add(
          new Entry(
              text,
              (path.isRoot() ? "" : path.toString()) + '/' + text,
              attributes.size(),
              mode(attributes),
              attributes.lastModifiedTime().toInstant(),
              attributes.isDirectory()));
    }
    entries.sort(Comparator.comparing(Entry::name));
    return new Found.Directory(List.copyOf(entries));
  }

  private static String mode(PosixFileAttributes attributes) {
    char kind = attributes.isDirectory() ? 'd' : attributes.isSymbolicLink() ? 'l' : '-';
    return kind + PosixFilePermissions.toString(attributes.permissions());
  }

  /// Makes a directory, and those above it; one that is there is left.
  public void makeDirectory(String path) throws IOException {
    make(RelativePath.parse(path)).close();
  }

  private OpenDirectory make(RelativePath path) throws IOException {
    var at = OpenDirectory.open(directory);
    for (var text : path.names()) {
      var name = NativeText.path(text);
      try (var before = at) {
        try {
          at = before.child(name);
        } catch (NoSuchFileException e) {
          before.makeChild(name, directory);
          at = before.child(name);
        }
      }
    }
    return at;
  }

  /// Writes a file, and makes the directories above it. What fails midway leaves the earlier file,
  /// unless it is appended to.
  ///
  /// @throws QuotaException if the workspace would become too large
  public void write(String path, InputStream content, boolean replaces) throws IOException {
    var relative = file(path);
    try (var writer = counts.begin(directory); var parent = make(relative.parent())) {
      long most = room();
      if (replaces) {
        replace(parent, relative.name(), content, new Limit(writer, most));
      } else {
        copy(
            parent,
            relative.name(),
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS),
            content,
            new Limit(writer, most));
      }
    }
  }

  /// Refuses early what [#write] would refuse.
  ///
  /// @param size of the content, in bytes
  /// @throws InvalidPathException if no file can have that path
  /// @throws QuotaException if the workspace would become too large
  public void requireRoom(String path, long size) throws IOException {
    file(path);
    if (size > room()) {
      throw new QuotaException(quota);
    }
  }

  private static RelativePath file(String path) throws InvalidPathException {
    var relative = RelativePath.parse(path);
    if (relative.isRoot()) {
      throw new InvalidPathException("the path names no file");
    }
    return relative;
  }

  private long room() throws IOException {
    return quota == Long.MAX_VALUE ? quota : Math.max(0, quota - used());
  }

  /// How much may be written.
  private record Limit(WriteCounts.Writer writer, long most) {}

  private void replace(OpenDirectory parent, Path name, InputStream content, Limit limit)
      throws IOException {
    var temporary = NativeText.path(".upload-" + UUID.randomUUID());
    boolean isDone = false;
    try {
      copy(
          parent,
          temporary,
          Set.of(
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS),
          content,
          limit);
      parent.stream().move(temporary, parent.stream(), name);
      isDone = true;
    } finally {
      if (!isDone) {
        try {
          parent.stream().deleteFile(temporary);
        } catch (NoSuchFileException e) {
          // it was not made
        }
      }
    }
  }

  private void copy(
      OpenDirectory parent,
      Path name,
      Set<OpenOption> options,
      InputStream content,
      Limit limit) throws IOException {
    try (var out = parent.stream().newByteChannel(name, options)) {
      var buffer = new byte[BUFFER];
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        if (limit.writer().add(count) > limit.most()) {
          throw new QuotaException(quota);
        }
        for (var rest = ByteBuffer.wrap(buffer, 0, count); rest.hasRemaining();) {
          int _ = out.write(rest);
        }
      }
    }
  }

  /// How many bytes the files in it have.
  private long used() throws IOException {
    try (var root = OpenDirectory.open(directory)) {
      return used(root, 0);
    }
  }

  private static long used(OpenDirectory opened, int depth) throws IOException {
    long sum = 0;
    for (var one : opened.stream()) {
      var name = one.getFileName();
      try {
        var attributes = opened.attributes(name);
        sum += attributes.size();
        if (attributes.isDirectory() && depth < RelativePath.DEEPEST) {
          try (var child = opened.child(name)) {
            sum += used(child, depth + 1);
          }
        }
      } catch (NotDirectoryException | NoSuchFileException e) {
        // changed meanwhile
      }
    }
    return sum;
  }

  /// Deletes a file, or a directory with all that is in it; with an empty path, all that is in the
  /// workspace.
  ///
  /// @throws NoSuchFileException if there is nothing
  public void delete(String path) throws IOException {
    var relative = RelativePath.parse(path);
    try (var root = OpenDirectory.open(directory)) {
      var deletion = new TreeDeletion(root);
      if (relative.isRoot()) {
        deletion.deleteAll();
        return;
      }
      try (var parent = OpenDirectory.open(directory).descend(relative.parent())) {
        deletion.delete(parent, relative.name());
      }
    }
  }
}
