package io.parallelr.batch;

import java.io.IOException;
import java.nio.file.Path;

/// Makes paths absolute as the kernel would take them.
public final class AbsolutePath {
  private AbsolutePath() {}

  /// A path without needless parts. Where it goes back by `..`, the links before that are followed
  /// first: the directory above a link's target is not the one above the link.
  public static Path of(Path given) {
    var path = given.toAbsolutePath();
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
