package io.parallelr.flow;

/// Writes flow files for tests.
final class FlowText {
  private FlowText() {}

  /// A flow of tasks.
  static String flow(String... tasks) {
    return String.join("\n", tasks);
  }

  /// A task that runs a command on this machine.
  ///
  /// @param line the command, with arguments after the first blank
  /// @param keys further lines, such as `next=always`
  static String command(int id, String line, String... keys) {
    var words = line.split(" ", 2);
    var command = task(id, "hostname=h", "command=" + words[0], "exec=local");
    var arguments = words.length > 1 ? lines("arguments=" + words[1]) : "";
    return command + arguments + lines(keys);
  }

  /// A task that ends the flow.
  static String returning(int id, int exitCode) {
    return task(id, "return=" + exitCode);
  }

  static String parallel(int id, String tasks, String... keys) {
    return task(id, "type=parallel", "tasks=" + tasks) + lines(keys);
  }

  static String conditional(
      int id,
      String condition,
      String ifTrue,
      String ifFalse,
      String... keys) {
    return task(id, "type=conditional", "condition=" + condition, "if_true_tasks=" + ifTrue,
        "if_false_tasks=" + ifFalse) + lines(keys);
  }

  /// A task of any kind.
  static String task(int id, String... keys) {
    return "task=%d%n".formatted(id) + lines(keys);
  }

  private static String lines(String... keys) {
    return keys.length == 0 ? "" : String.join("\n", keys) + '\n';
  }
}
