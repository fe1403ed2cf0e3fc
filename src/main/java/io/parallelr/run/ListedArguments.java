package io.parallelr.run;

import static io.parallelr.json.JsonText.optional;
import static io.parallelr.json.JsonText.strings;

import io.parallelr.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.core.JsonGenerator;

/// Where the arguments of tasks come from.
///
/// @param files with a line for each task, as they were given; several are combined
/// @param combination how, by its name; empty for one file
public record ListedArguments(List<String> files, Optional<String> combination) {
  /// No arguments.
  public static final ListedArguments NONE = new ListedArguments(List.of(), Optional.empty());
  private static final String FILE = "arguments_file";
  private static final String FURTHER = "further_arguments_files";
  private static final String COMBINATION = "combine";

  public ListedArguments {
    files = List.copyOf(files);
  }

  /// Takes from an earlier run what this one leaves open.
  ListedArguments over(ListedArguments earlier) {
    return new ListedArguments(
        files.isEmpty() ? earlier.files : files,
        combination.or(earlier::combination));
  }

  /// The same with other paths.
  ListedArguments at(UnaryOperator<String> place) {
    return new ListedArguments(files.stream().map(place).toList(), combination);
  }

  void write(JsonGenerator json) {
    optional(json, FILE, files.stream().findFirst());
    strings(json, FURTHER, files.stream().skip(1).toList());
    optional(json, COMBINATION, combination);
  }

  static ListedArguments read(JsonObject spec) {
    var files = new ArrayList<String>();
    spec.text(FILE).ifPresent(files::add);
    files.addAll(spec.texts(FURTHER));
    return new ListedArguments(files, spec.text(COMBINATION));
  }
}
