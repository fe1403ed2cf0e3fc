package io.parallelr.workspace;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Set;

/// Goes through a workspace while jobs may change it, without being led out of it. For one use.
public final class WorkspaceTree {
  /// Each level takes a file descriptor.
  private static final int DEEPEST = 100;

  private final Path top;
  private final Visitor visitor;

  /// Takes what there is, each directory before what is in it.
  public interface Visitor {
    void directory(String path, PosixFileAttributes attributes) throws IOException;

    void file(String path, PosixFileAttributes attributes, InputStream content)
        throws IOException;

    /// A symbolic link.
    void link(String path, PosixFileAttributes attributes, String target) throws IOException;

    /// What is nothing of these, or cannot be read.
    void leftOut(String path) throws IOException;
  }

  private WorkspaceTree(Path top, Visitor visitor) {
    this.top = top;
    this.visitor = visitor;
  }

  /// Goes through one.
  ///
  /// @param workspace its directory; nothing is done if it is missing
  /// @param visitor which gets paths that begin with the name of that directory
  public static void walk(Path workspace, Visitor visitor) throws IOException {
    var tree = new WorkspaceTree(workspace, visitor);
    var name = NativeText.nameOf(workspace);
    try (var directory = OpenDirectory.open(workspace)) {
      var attributes = Files.readAttributes(
          workspace,
          PosixFileAttributes.class,
          LinkOption.NOFOLLOW_LINKS);
      visitor.directory(name, attributes);
      tree.walk(directory, name, NativeText.path(""), 0);
    } catch (NoSuchFileException e) {
      // a task without one
    }
  }

  private void walk(OpenDirectory directory, String path, Path below, int depth)
      throws IOException {
    for (var found : directory.stream()) {
      var name = found.getFileName();
      var itsPath = path + '/' + NativeText.of(name);
      try {
        visit(directory, name, itsPath, below.resolve(name), depth);
      } catch (NoSuchFileException e) {
        // it was deleted meanwhile
      }
    }
  }

  private void visit(OpenDirectory directory, Path name, String path, Path below, int depth)
      throws IOException {
    var attributes = directory.attributes(name);
    if (attributes.isSymbolicLink()) {
      // this call knows no open directory; it reads no more than the link
      visitor.link(
          path,
          attributes,
          NativeText.of(Files.readSymbolicLink(top.resolve(below))));
    } else if (attributes.isRegularFile()) {
      file(directory, name, path, attributes);
    } else if (attributes.isDirectory() && depth < DEEPEST) {
      descend(directory, name, path, below, depth, attributes);
    } else {
      visitor.leftOut(path);
    }
  }

  private void file(
      OpenDirectory directory,
      Path name,
      String path,
      PosixFileAttributes attributes) throws IOException {
    SeekableByteChannel channel;
    try {
      channel = directory.stream()
          .newByteChannel(
              name,
              Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      visitor.leftOut(path);
      return;
    }
    try (var content = Channels.newInputStream(channel)) {
      visitor.file(path, attributes, content);
    }
  }

  private void descend(
      OpenDirectory directory,
      Path name,
      String path,
      Path below,
      int depth,
      PosixFileAttributes attributes) throws IOException {
    OpenDirectory child;
    try {
      child = directory.child(name);
    } catch (NotDirectoryException e) {
      visitor.leftOut(path);
      return;
    }
    try (child) {
      visitor.directory(path, attributes);
      walk(child, path, below, depth + 1);
    }
  }
}
