package io.parallelr.run;

import io.parallelr.batch.ShellWords;
import io.parallelr.os.NativeText;
import io.parallelr.task.Input;
import io.parallelr.task.Printable;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.List;

/// What people read of a task: its file and its arguments, on one line.
public final class TaskNames {
  private static final int MOST_CHARACTERS = 200;

  private TaskNames() {}

  /// The whole name: the path of the file, or the line of the arguments file with what is on it.
  public static String of(Task task) {
    return Printable.of(
        switch (task.input()) {
          case Input.File _,Input.None() -> task.name();
          case Input.Line(_, _, var arguments, _) -> task.name() + ": " + words(arguments);
          case Input.TemplateLine(var template, _, _, var arguments, _) ->
            "%s: %s %s".formatted(task.name(), last(template), words(arguments));
        });
  }

  /// The same without directories, for where there is little room.
  public static String brief(Task task) {
    return Printable.of(
        switch (task.input()) {
          case Input.File _,Input.None() -> last(NativeText.path(task.name()));
          case Input.Line(var file, int line, var arguments, _) ->
            "%s:%d: %s".formatted(last(file), line, words(arguments));
          case Input.TemplateLine(var template, _, _, var arguments, _) ->
            "%s %s".formatted(last(template), words(arguments));
        });
  }

  private static String last(Path path) {
    return NativeText.nameOf(path);
  }

  /// What is on the line may be very long; the results have all of it.
  private static String words(List<String> arguments) {
    var words = ShellWords.show(arguments);
    return words.length() <= MOST_CHARACTERS ? words : words.substring(0, MOST_CHARACTERS) + "…";
  }
}
