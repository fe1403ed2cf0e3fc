package io.parallelr.serve;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/// How the items of a script ended, as their driver has left it on disk: also for those that nobody
/// watched. It counts only when the driver's process has ended.
public sealed interface ItemsEnd {
  /// The last item that was begun, from 1; 0 if there was none.
  int item();

  /// All items have run, or one has failed.
  ///
  /// @param code the status of the item that failed; where the others run after a failure, of the
  ///   last one that failed; else 0
  record Exited(int code, int item) implements ItemsEnd {}

  /// The shell could not read an item.
  ///
  /// @param message the shell's, on one line
  record Unreadable(String message, int item) implements ItemsEnd {}

  /// The driver did not get to its end: it was killed, or the item has replaced it by `exec`. No
  /// further items have run.
  record Unfinished(int item) implements ItemsEnd {}

  /// Reads it.
  ///
  /// @param directory of the items
  /// @throws IOException if what is there cannot be read
  static ItemsEnd of(Path directory) throws IOException {
    var exit = read(directory.resolve(ItemsDriver.EXIT));
    if (!exit.matches("[0-9]{1,3} [0-9]{1,9}\n")) { // also if it was cut off
      return new Unfinished(number(read(directory.resolve(ItemsDriver.AT)).strip()));
    }
    int space = exit.indexOf(' ');
    int item = number(exit.substring(space + 1).strip());
    int code = number(exit.substring(0, space));
    var syntax =
        code == ItemsDriver.UNREADABLE ? read(directory.resolve(ItemsDriver.SYNTAX)) : "";
    return syntax.isBlank()
        ? new Exited(code, item)
        : new Unreadable(message(syntax, directory), item);
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  /// Items are named as `item 1`, not by the paths of their files.
  private static String message(String syntax, Path directory) {
    return syntax.replace(NativeText.of(directory.toAbsolutePath()) + "/", "item ")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String read(Path file) throws IOException {
    try {
      return NativeText.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
