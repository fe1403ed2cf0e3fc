package io.parallelr.backup;

import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.serve.KeptData;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

/// Puts the members of an archive into a directory that nobody else uses: only what an export has,
/// only where that belongs, and nothing through a link. For one thread.
final class Unpacking implements ArchiveReader.Taker {
  private static final int OWNER = 0700;
  private static final int COMPONENTS_OF_LOG = 3;

  private final Path directory;
  private boolean hasDatabase;

  /// @param directory private, and empty
  Unpacking(Path directory) {
    this.directory = directory;
  }

  @Override
  public void manifest(Manifest manifest) {
    // all that matters was checked when it was read
  }

  @Override
  public void member(TarReader.Entry entry, InputStream content) throws IOException {
    var names = List.of(entry.name().split("/", -1));
    for (var name : names) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw misplaced(entry);
      }
    }
    if (!hasDatabase) {
      if (!entry.name().equals(Export.DATABASE)) {
        throw new RefusedException("it has no database at its beginning");
      }
      hasDatabase = true;
      file(entry, 0600, content);
      return;
    }
    switch (names.getFirst()) {
      case KeptData.LOGS -> log(entry, names, content);
      case Workspaces.DIRECTORY -> ofWorkspace(entry, names, content);
      default -> throw misplaced(entry);
    }
  }

  private static RefusedException misplaced(TarReader.Entry entry) {
    return new RefusedException("%s in it is not what an export has".formatted(entry.name()));
  }

  private void log(TarReader.Entry entry, List<String> names, InputStream content)
      throws IOException {
    if (names.size() != COMPONENTS_OF_LOG || entry.kind() != TarReader.Kind.FILE
        || names.get(1).startsWith(".")) {
      throw misplaced(entry);
    }
    var logs = directory.resolve(KeptData.LOGS);
    var _ = PrivateFiles.createDirectory(logs);
    var _ = PrivateFiles.createDirectory(NativeText.resolve(logs, names.get(1)));
    file(entry, 0600, content);
  }

  private void ofWorkspace(TarReader.Entry entry, List<String> names, InputStream content)
      throws IOException {
    boolean isWorkspace = names.size() == 2;
    if (names.size() < 2 || names.get(1).startsWith(".")
        || (isWorkspace && entry.kind() != TarReader.Kind.DIRECTORY)) {
      throw misplaced(entry);
    }
    if (isWorkspace) {
      var _ = PrivateFiles.createDirectory(directory.resolve(Workspaces.DIRECTORY));
    }
    switch (entry.kind()) {
      case FILE -> file(entry, entry.mode(), content);
      case DIRECTORY -> {
        var path = place(entry, names);
        Files.createDirectory(path);
        // what cannot be entered or written could not be filled, nor deleted
        Files.setPosixFilePermissions(path, Modes.permissions(entry.mode() | OWNER));
      }
      case LINK -> {
        var _ = Files.createSymbolicLink(place(entry, names), NativeText.path(entry.target()));
      }
    }
  }

  private void file(TarReader.Entry entry, int mode, InputStream content) throws IOException {
    if (entry.kind() != TarReader.Kind.FILE) {
      throw misplaced(entry);
    }
    var path = place(entry, List.of(entry.name().split("/", -1)));
    try {
      var _ = Files.createFile(path, PrivateFiles.ofOwner());
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException("%s is twice in it".formatted(entry.name()), e);
    }
    try (var out =
        Files.newOutputStream(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      content.transferTo(out);
    }
    Files.setPosixFilePermissions(path, Modes.permissions(mode));
    Files.setLastModifiedTime(path, FileTime.from(entry.modified()));
  }

  /// Where a member belongs; all above it are directories, not links to some.
  private Path place(TarReader.Entry entry, List<String> names) throws RefusedException {
    var path = directory;
    for (var name : names) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw misplaced(entry);
      }
      path = NativeText.resolve(path, name);
    }
    return path;
  }
}
