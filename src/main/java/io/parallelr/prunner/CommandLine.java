package io.parallelr.prunner;

import io.parallelr.task.Spelling;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The words of a command line: flags, as the language Go reads them, and then a command.
///
/// @param values of the flags that are given
/// @param command empty to run the server
record CommandLine(Map<Flag, List<String>> values, String command) {
  private static final Set<String> HELP = Set.of("help", "h", "--help", "-h");

  /// Words that cannot be understood; the message says which.
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  static CommandLine parse(List<String> words) throws MalformedException {
    var values = new EnumMap<Flag, List<String>>(Flag.class);
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("-") && !words.get(at).equals("--")) {
      var word = words.get(at++);
      var given = word.substring(word.startsWith("--") ? 2 : 1).split("=", 2);
      var flag = Flag.of(given[0]).orElseThrow(() -> unknown(given[0]));
      if (given.length == 1 && flag.kind() != Flag.Kind.TRUTH && at == words.size()) {
        throw new MalformedException("flag needs an argument: --" + flag.word());
      }
      var value = given.length > 1
          ? given[1]
          : flag.kind() == Flag.Kind.TRUTH ? "true" : words.get(at++);
      values.computeIfAbsent(flag, _ -> new ArrayList<>()).add(value);
    }
    var rest = words.subList(at < words.size() && words.get(at).equals("--") ? at + 1 : at,
        words.size());
    if (rest.stream().anyMatch(HELP::contains)) { // "help debug" and "debug --help" as well
      return new CommandLine(values, "help");
    }
    if (rest.size() > 1) {
      throw new MalformedException(
          "too many words: %s; write flags before the command".formatted(rest.get(1)));
    }
    return new CommandLine(values, rest.isEmpty() ? "" : rest.getFirst());
  }

  private static MalformedException unknown(String name) {
    var words = Stream.of(Flag.values()).map(Flag::word).toList();
    return new MalformedException(
        "flag provided but not defined: -%s%s".formatted(name, Spelling.hint(name, words, "--%s")));
  }

  Optional<List<String>> get(Flag flag) {
    return Optional.ofNullable(values.get(flag));
  }
}
