package io.parallelr.serve;

import java.nio.file.Path;
import java.util.List;

/// The items of a script, which one shell runs in turn until the first that fails.
///
/// @param texts in their order
/// @param workingDirectory in which each of them starts; absolute
/// @param allowFailure whether the others run after one has failed
/// @param shell name or path; `bash` for the shell that the items are written for
public record Items(
    List<String> texts,
    Path workingDirectory,
    boolean allowFailure,
    String shell) {

  public Items {
    texts = List.copyOf(texts);
    if (!workingDirectory.isAbsolute()) {
      throw new IllegalArgumentException("not absolute: " + workingDirectory);
    }
  }
}
