package io.parallelr.serve;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.os.SearchPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Makes command lines that run the items of a script in one shell: writes the items, and the
/// program that drives them. Thread safe.
///
/// What the shell keeps from item to item, and when it goes on to the next, is described in the
/// programs `items.bash` and `items.sh`. The working directory is reset before each item, as the
/// commands of each start in the server's directory.
public final class ItemsDriver {
  /// Files of a directory of items.
  static final String EXIT = "exit";
  static final String AT = "at";
  static final String SYNTAX = "syntax";
  /// The status of a driver that could not read an item.
  static final int UNREADABLE = 255;
  private static final List<String> LEFTOVERS = List.of(EXIT, AT, SYNTAX, "state");
  private static final String BASH = "bash";
  private static final String FOR_BASH = "items.bash";
  private static final String FOR_OTHERS = "items.sh";
  private static final String FOR_PROGRAMS = "script.sh";
  private static final String SH = "/bin/sh";

  private final Path programs;
  private final SearchPath path;
  private final Map<String, Path> shells = new ConcurrentHashMap<>();

  private ItemsDriver(Path programs, SearchPath path) {
    this.programs = programs;
    this.path = path;
  }

  /// Writes the programs, unless they are there.
  ///
  /// @param directory of them; made if it is missing
  /// @param path in which shells are searched for
  /// @throws IOException if they cannot be written
  public static ItemsDriver install(Path directory, SearchPath path) throws IOException {
    var absolute = directory.toAbsolutePath();
    PrivateFiles.makeDirectory(absolute);
    for (var name : List.of(FOR_BASH, FOR_OTHERS, FOR_PROGRAMS)) {
      var text = program(name);
      var file = absolute.resolve(name);
      // a shell that runs goes on reading the file that it has opened: so that is never changed
      if (!Files.exists(file) || !PrivateFiles.read(file).equals(text)) {
        AtomicFile.write(file, text);
      }
    }
    return new ItemsDriver(absolute, path);
  }

  private static String program(String name) throws IOException {
    try (var in = Objects.requireNonNull(ItemsDriver.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// A command line.
  ///
  /// @param words the program and its arguments
  /// @param warning that the script may not run as it is written; empty if all is well
  public record Command(List<String> words, Optional<String> warning) {
    public Command {
      words = List.copyOf(words);
    }
  }

  /// Writes the items of one attempt, and deletes what an earlier attempt has left.
  ///
  /// @param directory for this task alone; made if it is missing
  /// @throws NoSuchFileException if there is no such shell
  /// @throws IOException if they cannot be written
  public Command prepare(Path directory, Items items) throws IOException {
    var shell = shell(items);
    var absolute = emptied(directory);
    int count = 0;
    for (var text : items.texts()) {
      Files.write(absolute.resolve(String.valueOf(++count)), NativeText.bytes(text));
    }
    var program = isBash(shell) ? FOR_BASH : FOR_OTHERS;
    return new Command(
        List.of(
            NativeText.of(shell),
            NativeText.of(programs.resolve(program)),
            NativeText.of(absolute),
            String.valueOf(count),
            NativeText.of(items.workingDirectory()),
            items.allowFailure() ? "1" : "0",
            NativeText.of(shell)),
        warning(items.shell(), shell));
  }

  /// Writes the script of one attempt, and deletes what an earlier attempt has left.
  ///
  /// @param directory for this task alone; made if it is missing
  /// @param file in that directory
  /// @param program that runs the file, with its arguments
  /// @return the command line that runs the program
  /// @throws IOException if it cannot be written
  List<String> prepare(Path directory, Path file, byte[] text, List<String> program)
      throws IOException {
    var absolute = emptied(directory);
    Files.write(file, text);
    var words = new ArrayList<>(
        List.of(SH, NativeText.of(programs.resolve(FOR_PROGRAMS)), NativeText.of(absolute)));
    words.addAll(program);
    return words;
  }

  private static Path emptied(Path directory) throws IOException {
    var absolute = directory.toAbsolutePath();
    if (!PrivateFiles.createDirectory(absolute)) {
      for (var name : LEFTOVERS) {
        Files.deleteIfExists(absolute.resolve(name));
      }
    }
    return absolute;
  }

  /// Each is looked for once; if it goes away after that, the system says so when it is started.
  private Path shell(Items items) throws NoSuchFileException {
    var known = shells.get(items.shell());
    if (known != null) {
      return known;
    }
    var shell = search(items);
    if (!items.shell().contains("/") && !path.dependsOnDirectory()) {
      shells.put(items.shell(), shell);
    }
    return shell;
  }

  private Path search(Items items) throws NoSuchFileException {
    return find(items.shell(), items)
        .or(() -> items.shell().equals(BASH) ? find("sh", items) : Optional.empty())
        .orElseThrow(() -> new NoSuchFileException(items.shell()));
  }

  private Optional<Path> find(String name, Items items) {
    return path.find(name, items.workingDirectory()).map(Path::toAbsolutePath);
  }

  private static boolean isBash(Path shell) {
    return NativeText.nameOf(shell).equals(BASH);
  }

  private static Optional<String> warning(String wanted, Path found) {
    return wanted.equals(BASH) && !isBash(found)
        ? Optional.of(
            "bash not found: the script is run by %s, which has no arrays, [[ ]] and other syntax of bash; install bash"
                .formatted(NativeText.of(found)))
        : Optional.empty();
  }
}
