package io.parallelr.serve;

import java.nio.file.Path;
import java.util.List;

/// A kind of script that steps may have. Implementations are found as services, so a jar that has
/// some names them in `META-INF/services/io.parallelr.serve.StepType`. Must be usable by any thread.
public interface StepType {

  /// The word that requests have for it, such as `lua`. It takes precedence over a built-in type of
  /// the same name.
  String name();

  /// What the name of the script's file ends with, such as `.lua`.
  default String suffix() {
    return "";
  }

  /// The program and its arguments, which run in the directory of the step and with its
  /// environment. The exit status is the result of the step. An exception is an error of the step,
  /// which has its message.
  ///
  /// @param script the file that has the text of the step; absolute
  List<String> command(Path script) throws Exception;
}
