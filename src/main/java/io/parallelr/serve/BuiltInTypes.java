package io.parallelr.serve;

import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The types of scripts that everybody has.
final class BuiltInTypes {
  private BuiltInTypes() {}

  /// A program that takes the file as its last argument.
  private record Interpreter(String name, String suffix, List<String> words) implements StepType {
    @Override
    public List<String> command(Path script) {
      var command = new ArrayList<>(words);
      command.add(NativeText.of(script));
      return command;
    }
  }

  /// What is not listed is bash, as clients may rely on that.
  static StepTypes.Way way(String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "sh", "shell" -> new StepTypes.Way.Shell("sh", List.of());
      case "ash", "csh", "dash", "ksh", "tcsh", "zsh" -> interpreter(type, "", type);
      case "python2", "python", "py2", "py" -> interpreter(type, ".py", "python2");
      case "python3", "py3" -> interpreter(type, ".py", "python3");
      case "powershell", "pwsh", "ps", "ps1" -> interpreter(
          type, ".ps1", "pwsh", "-NoLogo", "-NonInteractive", "-File");
      case "java" -> interpreter(type, ".java", jdk("java"));
      case "jshell" -> interpreter(type, ".jsh", JshellRunner.command());
      case "groovy" -> interpreter(type, ".groovy", "groovy");
      case "cmd", "bat" -> new StepTypes.Way.Missing(
          "steps of type %s need Windows; use sh, bash or ps1".formatted(type));
      default -> new StepTypes.Way.Shell("bash", List.of("set -o pipefail"));
    };
  }

  private static StepTypes.Way interpreter(String type, String suffix, String... words) {
    return new StepTypes.Way.Program(new Interpreter(type, suffix, List.of(words)));
  }

  /// A program of the JDK that runs this.
  static String jdk(String program) {
    return NativeText.of(NativeText.path(System.getProperty("java.home")).resolve("bin"))
        + '/' + program;
  }
}
