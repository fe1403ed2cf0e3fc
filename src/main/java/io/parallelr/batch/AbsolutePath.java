package io.parallelr.batch;

import java.io.IOException;
import java.nio.file.Path;

/// Makes paths absolute as the kernel would take them.
final class AbsolutePath {
  private AbsolutePath() {}

  /// A path from a directory, without needless parts. Where it goes back by `..`, the links before
  /// that are followed first: the directory above a link's target is not the one above the link.
  static Path of(Path directory, String text) {
    var path = directory.resolve(text);
    boolean goesBack = false;
    for (var name : path) {
      goesBack |= name.toString().equals("..");
    }
    if (!goesBack) {
      return path.normalize();
    }
    var name = path.getFileName();
    var parent = path.getParent();
    try {
      return name.toString().equals("..") || parent == null
          ? path.toRealPath()
          : parent.toRealPath().resolve(name);
    } catch (IOException e) {
      return path; // it is not there, which whoever uses it will say
    }
  }
}
