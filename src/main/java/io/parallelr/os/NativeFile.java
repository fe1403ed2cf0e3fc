package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Names files by all their bytes. A [File], which is text and nothing else, reaches such a path
/// through a descriptor of the directory that the file lies in.
final class NativeFile {
  /// They stay open while this process lives: it has few directories, and uses them again.
  private static final Map<Path, String> DIRECTORIES = new ConcurrentHashMap<>();

  private NativeFile() {}

  /// The bytes of a path as C takes them.
  static MemorySegment name(Arena arena, Path path) {
    var bytes = NativeText.bytes(NativeText.of(path));
    return arena.allocateFrom(JAVA_BYTE, Arrays.copyOf(bytes, bytes.length + 1)); // and a NUL
  }

  static File of(Path path) {
    var parent = path.getParent();
    if (NativeText.isPlain(path)) {
      return path.toFile();
    }
    return parent != null && NativeText.isPlain(path.getFileName())
        ? new File(DIRECTORIES.computeIfAbsent(parent, NativeFile::open), NativeText.nameOf(path))
        : new File(open(path));
  }

  private static String open(Path path) {
    try (var arena = Arena.ofConfined()) {
      var opened = PosixFiles.openPath(name(arena, path));
      return opened.failed() ? path.toString() : "/proc/self/fd/" + opened.intValue();
    }
  }
}
