package io.parallelr.local;

import java.util.ArrayList;
import java.util.List;

/// The variable by which make and programs like it hear of a jobserver.
final class MakeFlags {
  static final String VARIABLE = "MAKEFLAGS";

  private MakeFlags() {}

  /// The value of the variable.
  ///
  /// @param inherited its value here, whose own jobserver is replaced; empty if there is none
  /// @param slots how many jobs may run at once
  /// @param place of the jobserver, as `--jobserver-auth` takes it
  static String with(String inherited, int slots, String place) {
    var words = new ArrayList<String>();
    var flags = List.of("-j" + slots, "--jobserver-auth=" + place);
    boolean areAdded = false;
    for (var word : inherited.strip().split("(?<!\\\\)\\s+", -1)) { // a blank may be part of a
                                                                    // value
      if (word.isEmpty() || word.startsWith("-j") || word.startsWith("--jobserver")) {
        continue;
      }
      boolean isFirst = words.isEmpty() && !word.startsWith("-") && !word.contains("=");
      if (!isFirst && !areAdded) {
        words.addAll(flags);
        areAdded = true;
      }
      words.add(word); // letters come first, and variables last
    }
    if (!areAdded) {
      words.addAll(flags);
    }
    return String.join(" ", words);
  }
}
