package io.parallelr.batch;

import io.parallelr.os.DirectoryEntries;
import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The task files that directories, files and globs stand for.
///
/// @param extensions in lower case and without a dot; empty for all files
/// @param directory against which relative paths are taken
/// @param form how directories and lists are read
public record TaskFiles(List<String> extensions, Path directory, Form form) {
  /// What a source begins with that is a list of files.
  public static final String LIST = "@";

  /// How directories and lists are read.
  ///
  /// @param isRecursive whether the directories in directories are read, too
  /// @param isNull whether zero characters end the lines of lists
  /// @param lists reads lists
  public record Form(boolean isRecursive, boolean isNull, ListFiles lists) {}

  /// Without directories in directories.
  public TaskFiles(List<String> extensions, Path directory) {
    this(extensions, directory, new Form(false, false, new ListFiles()));
  }

  public TaskFiles {
    extensions = extensions.stream()
        .map(e -> e.strip().toLowerCase(Locale.ROOT))
        .map(e -> e.startsWith(".") ? e.substring(1) : e)
        .toList();
  }

  /// Finds them: absolute, each once, sorted by path. The list is compact, however many they are.
  ///
  /// @param sources as the user gave them
  /// @throws InputException if a source is missing or cannot be read
  public List<Path> find(List<String> sources) throws InputException {
    var found = new PathList.Builder();
    for (var source : sources) {
      addFrom(source, found);
    }
    return found.build();
  }

  private void addFrom(String source, PathList.Builder found) throws InputException {
    if (source.isEmpty()) {
      throw new InputException("is an empty path; give a directory, a file or a quoted glob");
    }
    try {
      var path = AbsolutePath.of(NativeText.resolve(directory, source));
      if (Files.isDirectory(path)) {
        list(path, source, found);
      } else if (Files.isRegularFile(path)) {
        addIfWanted(path, found);
      } else if (Files.notExists(path) && source.startsWith(LIST)) {
        addListed(source.substring(LIST.length()), found);
      } else if (Files.exists(path)) {
        throw new InputException(source + " is neither a directory nor a regular file");
      } else if (!Files.notExists(path)) { // something on the way may not be searched
        throw new InputException(source + " cannot be reached: permission denied");
      } else if (Glob.isOne(source)) {
        new Glob(source).expand(directory, taking(found));
      } else {
        throw new InputException(source + " not found; give a directory, a file or a quoted glob");
      }
    } catch (InvalidPathException e) {
      throw new InputException("%s is not a path: %s".formatted(source, e.getReason()));
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  static InputException unreadable(String directory, Exception e) {
    return new InputException("%s cannot be read: %s".formatted(directory, Reason.of(e)));
  }

  /// @param shown what it is called in messages
  private void list(Path path, String shown, PathList.Builder found) throws InputException {
    if (!Files.isExecutable(path)) { // names can be read, but no file be looked at
      throw unreadable(shown, new AccessDeniedException(shown));
    }
    var directories = new ArrayList<String>();
    try {
      DirectoryEntries.each(path, (name, type) -> {
        if (name[0] == '.' || !mayBeWanted(name, type)) {
          return;
        }
        if (type == DirectoryEntries.Type.REGULAR) {
          found.add(path, name);
          return;
        }
        var text = NativeText.of(name);
        var entry = NativeText.resolve(path, text);
        // links to directories are not followed: they may lead in circles
        if (type == DirectoryEntries.Type.DIRECTORY
            || (form.isRecursive() && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
          directories.add(text);
        } else if (Files.isRegularFile(entry) && wants(text)) {
          found.add(path, name);
        }
      });
    } catch (IOException e) {
      throw unreadable(shown, e);
    }
    for (var name : directories) {
      list(
          NativeText.resolve(path, name),
          shown + (shown.endsWith("/") ? "" : "/") + name,
          found);
    }
  }

  /// What may be a directory is looked at, if those are read, too.
  private boolean mayBeWanted(byte[] name, DirectoryEntries.Type type) {
    return switch (type) {
      case REGULAR -> wants(name);
      case DIRECTORY -> form.isRecursive();
      case OTHER -> true;
    };
  }

  /// A line is a path as it is, whatever characters it has.
  private void addListed(String list, PathList.Builder found) throws InputException, IOException {
    var file = list.equals("-") ? ListFiles.STANDARD_INPUT : NativeText.resolve(directory, list);
    var text = form.lists().read(file);
    char end = form.isNull() ? '\0' : '\n';
    int number = 0;
    for (int from = 0; from < text.length();) {
      int next = text.indexOf(end, from);
      int to = next < 0 ? text.length() : next;
      number++;
      if (to > from) {
        addListed(text.substring(from, to), ListFiles.name(file) + ':' + number, found);
      }
      from = to + 1;
    }
  }

  private void addListed(String line, String where, PathList.Builder found)
      throws InputException {
    if (line.indexOf('\0') >= 0) {
      throw new InputException(where + ": a path cannot contain a NUL character; add -0");
    }
    var path = AbsolutePath.of(NativeText.resolve(directory, line));
    if (Files.isDirectory(path)) {
      list(path, where + ": " + line, found);
    } else if (Files.isRegularFile(path)) {
      addIfWanted(path, found);
    } else {
      throw new InputException(
          "%s: %s %s".formatted(
              where,
              line,
              Files.exists(path) ? "is neither a directory nor a regular file" : "not found"));
    }
  }

  private void addIfWanted(Path file, PathList.Builder found) {
    if (wants(name(file))) {
      found.add(file);
    }
  }

  /// Whether a file of this name has one of the extensions.
  public boolean wants(String name) {
    var lowerCase = name.toLowerCase(Locale.ROOT);
    return extensions.isEmpty() || extensions.stream().anyMatch(e -> lowerCase.endsWith('.' + e));
  }

  private Glob.Visitor taking(PathList.Builder found) {
    return new Glob.Visitor() {
      @Override
      public void take(Path match) throws InputException {
        if (Files.isDirectory(match)) {
          list(match, NativeText.of(match), found);
        } else if (Files.isRegularFile(match)) {
          addIfWanted(match, found);
        }
      }

      @Override
      public void takeFile(Path parent, byte[] name) {
        if (wants(name)) {
          found.add(parent, name);
        }
      }
    };
  }

  private boolean wants(byte[] name) {
    return extensions.isEmpty() || wants(NativeText.of(name));
  }

  private static String name(Path path) {
    return NativeText.nameOf(path);
  }
}
