package io.parallelr.workspace;

import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A path below a workspace, by its components.
///
/// @param names from the workspace down; empty for the workspace itself
record RelativePath(List<String> names) {
  static final int DEEPEST = 100;

  RelativePath {
    names = List.copyOf(names);
  }

  /// Takes a text apart. Slashes at its ends, and several in a row, mean nothing.
  static RelativePath parse(String text) throws InvalidPathException {
    var names = new ArrayList<String>();
    for (var name : text.split("/", -1)) {
      if (name.equals("..")) {
        throw new InvalidPathException("the path %s leads out of the workspace".formatted(text));
      }
      if (name.indexOf('\0') >= 0) {
        throw new InvalidPathException("the path has a NUL character");
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    if (names.size() > DEEPEST) {
      throw new InvalidPathException(
          "the path has more than %d directories".formatted(DEEPEST));
    }
    return new RelativePath(names);
  }

  boolean isRoot() {
    return names.isEmpty();
  }

  RelativePath parent() {
    return new RelativePath(names.subList(0, names.size() - 1));
  }

  /// The last component.
  Path name() {
    return NativeText.path(names.getLast());
  }

  /// With a slash before each component.
  @Override
  public String toString() {
    return "/" + String.join("/", names);
  }
}
