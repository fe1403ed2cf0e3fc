package io.parallelr.batch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The arguments of tasks: the lines of a file, or combined lines of several. Immutable.
public sealed interface ArgumentLines permits ArgumentsFile, CombinedArguments {

  /// The files that they come from, each read for itself.
  List<ArgumentsFile> files();

  /// Where those are; absolute.
  List<Path> paths();

  /// The names of the arguments, by position; empty without a header.
  List<String> columns();

  /// How many there are.
  int size();

  /// One of them, made when it is asked for; all have the same number of arguments. That of several
  /// files goes by its line in the first.
  ///
  /// @param index counted from 0
  ArgumentsFile.Line line(int index);

  /// What a task is called that is made of it: unlike all others.
  String name(int index);

  /// Which of those with the same arguments one is.
  ///
  /// @return counted from 1
  int occurrence(int index);

  /// How many arguments each has; 0 if there are none.
  int argumentCount();

  /// The same, and further ones after them.
  ///
  /// @throws InputException if they do not fit, or nothing can be added
  ArgumentLines with(List<String> lines) throws InputException;

  /// The same, which are found in other files from now on.
  ///
  /// @param moved where files are now; others stay where they are
  ArgumentLines at(Map<Path, Path> moved);
}
