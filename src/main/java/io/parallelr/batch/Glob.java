package io.parallelr.batch;

import io.parallelr.os.DirectoryEntries;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/// A pattern of paths, expanded as bash does it with globstar: `*` and `?` match within a name,
/// `**` any number of directories, also none; names that begin with a dot only where the pattern
/// says so.
record Glob(String text) {
  private static final String ANY_DEPTH = "**";

  /// Whether a text asks for expansion.
  static boolean isOne(String text) {
    return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /// Takes what matches.
  interface Visitor {
    void take(Path path) throws InputException;

    /// One that is a regular file.
    void takeFile(Path directory, byte[] name) throws InputException;
  }

  /// Takes what of a directory matches.
  private interface Step {
    void take(byte[] name, DirectoryEntries.Type type) throws InputException;
  }

  /// Finds what matches, in no order, and some of it perhaps more than once.
  ///
  /// @param directory against which a relative pattern is taken
  /// @throws InputException if the pattern is malformed, or a directory in front of its first
  ///   wildcard is missing, or a directory cannot be read
  void expand(Path directory, Visitor found) throws InputException {
    for (var alternative : braces(text)) {
      var root = alternative.startsWith("/") ? Path.of("/") : directory;
      var segments = new ArrayList<String>();
      for (var segment : alternative.split("/", -1)) {
        if (segment.contains(ANY_DEPTH) && !segment.equals(ANY_DEPTH)) {
          segments.add(ANY_DEPTH); // **.sh is **/*.sh
          segments.add(segment.replaceAll("\\*{2,}", "*"));
        } else if (!segment.isEmpty() && !segment.equals(".")) {
          segments.add(segment);
        }
      }
      while (!segments.isEmpty() && !isOne(segments.getFirst())) {
        root = NativeText.resolve(root, segments.removeFirst());
      }
      if (!segments.isEmpty() && !Files.isDirectory(root)) {
        throw new InputException("%s: %s not found".formatted(text, root));
      }
      match(root, segments, false, found);
    }
  }

  /// @param deep whether there was a `**` before: then no link to a directory is taken, as it may
  ///   lead back up and give each file a second path
  private void match(Path path, List<String> segments, boolean deep, Visitor found)
      throws InputException {
    if (segments.isEmpty()) {
      if (Files.exists(path)) {
        found.take(AbsolutePath.of(path));
      }
      return;
    }
    var first = segments.getFirst();
    var rest = segments.subList(1, segments.size());
    if (first.equals(ANY_DEPTH)) {
      if (!Files.isDirectory(path)) {
        return;
      }
      match(path, rest, true, found);
      var deeper = new ArrayList<Path>();
      matching(path, "*", (name, type) -> {
        if (type != DirectoryEntries.Type.REGULAR) {
          deeper.add(NativeText.resolve(path, NativeText.of(name)));
        }
      });
      for (var below : deeper) {
        if (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
          match(below, segments, true, found);
        }
      }
    } else if (isOne(first)) {
      var directory = AbsolutePath.of(path);
      matching(path, first, (name, type) -> {
        if (type == DirectoryEntries.Type.REGULAR) {
          if (rest.isEmpty()) {
            found.takeFile(directory, name);
          }
          return;
        }
        var below = NativeText.resolve(path, NativeText.of(name));
        if (!deep || !Files.isSymbolicLink(below) || !Files.isDirectory(below)) {
          match(below, rest, deep, found);
        }
      });
    } else {
      match(NativeText.resolve(path, first), rest, deep, found);
    }
  }

  private void matching(Path directory, String pattern, Step step)
      throws InputException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try {
      var matcher = FileSystems.getDefault().getPathMatcher("glob:" + matchable(pattern));
      boolean takesAll = pattern.equals("*");
      DirectoryEntries.each(directory, (name, type) -> {
        boolean isWanted = name[0] != '.' || pattern.startsWith(".");
        if (isWanted && (takesAll
            || matcher.matches(NativeText.path(matchable(NativeText.of(name)))))) {
          step.take(name, type);
        }
      });
    } catch (PatternSyntaxException e) {
      throw new InputException("%s is not a valid glob: %s".formatted(text, e.getDescription()));
    } catch (IOException e) {
      throw TaskFiles.unreadable("%s: %s".formatted(text, NativeText.of(directory)), e);
    }
  }

  /// A matcher sees text, and nothing of bytes that are not UTF-8: for it each becomes a character
  /// of those that Unicode leaves to private use, and that names hardly have.
  private static String matchable(String text) {
    if (NativeText.isUtf8(text)) {
      return text;
    }
    var shown = new StringBuilder();
    text.codePoints()
        .map(c -> c >= 0xdc80 && c <= 0xdcff ? 0xef00 + (c & 0xff) : c)
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }

  /// Each of the texts that alternatives in braces stand for.
  private static List<String> braces(String text) throws InputException {
    int open = text.indexOf('{');
    if (open < 0) {
      return List.of(text);
    }
    int depth = 0;
    var cuts = new ArrayList<Integer>(List.of(open));
    for (int i = open; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '{' -> depth++;
        case '}' -> depth--;
        case ',' -> {
          if (depth == 1) {
            cuts.add(i);
          }
        }
        default -> {
        } // part of an alternative
      }
      if (depth == 0) {
        cuts.add(i);
        var all = new ArrayList<String>();
        for (int n = 1; n < cuts.size(); n++) {
          var one = text.substring(cuts.get(n - 1) + 1, cuts.get(n));
          all.addAll(braces(text.substring(0, open) + one + text.substring(i + 1)));
        }
        return all;
      }
    }
    throw new InputException("%s is not a valid glob: a { is not closed".formatted(text));
  }
}
