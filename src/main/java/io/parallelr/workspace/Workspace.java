package io.parallelr.workspace;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// The directory in which the steps of a job work, seen from outside. Nothing leads out of it: each
/// component of a path is opened in the one before without following links. For any threads.
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString", "MissingSummary"}) // until it is there
public final class Workspace {
  private final Path directory;

  /// @param directory absolute; it need not exist
  public Workspace(Path directory) {
    this.directory = directory;
  }

  /// What is in a directory.
  ///
  /// @param path from the workspace, with a slash before it
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
    record Directory(List<Entry> entries) implements Found {}

    record File(Content content) implements Found {}
  }

  /// Opens a file, or lists a directory by name.
  ///
  /// @param path relative to the workspace, with or without a slash before it; empty for all of it
  /// @throws java.nio.file.NoSuchFileException if there is nothing, or it is neither
  /// @throws InvalidPathException if the path is not one that a workspace may have
  public Found find(String path) throws IOException {
    throw new UnsupportedOperationException(directory + path);
  }

  /// Makes a directory, and those above it; one that is there is left.
  public void makeDirectory(String path) throws IOException {
    throw new UnsupportedOperationException(directory + path);
  }

  /// Writes a file, and makes the directories above it. What fails midway leaves the earlier file,
  /// unless it is appended to.
  public void write(String path, InputStream content, boolean replaces) throws IOException {
    throw new UnsupportedOperationException(directory + path + content + replaces);
  }

  /// Deletes a file, or a directory with all that is in it; with an empty path, all that is in the
  /// workspace.
  ///
  /// @throws java.nio.file.NoSuchFileException if there is nothing
  public void delete(String path) throws IOException {
    throw new UnsupportedOperationException(directory + path);
  }
}
