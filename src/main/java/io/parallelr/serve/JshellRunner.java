package io.parallelr.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;

/// Runs a file of JShell snippets in this JVM, as a program of its own: unlike the tool of the JDK,
/// it ends with a status that says whether they have worked.
public final class JshellRunner {
  private static final int FAILURE = 1;
  private static final List<String> IMPORTED = List.of(
      "java.io", "java.math", "java.net", "java.nio.file", "java.util", "java.util.concurrent",
      "java.util.function", "java.util.regex", "java.util.stream");
  private static final String EXIT = "/exit";

  private final JShell shell;
  private final SourceCodeAnalysis analysis;

  private JshellRunner(JShell shell) {
    this.shell = shell;
    this.analysis = shell.sourceCodeAnalysis();
  }

  /// The command that runs this class, but for the file. It is found by the class path: classes
  /// from the cache of the JVM do not know where they come from.
  static String[] command() {
    return new String[]{
        BuiltInTypes.jdk("java"), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
        "-cp", System.getProperty("java.class.path", ""), JshellRunner.class.getName()};
  }

  /// Runs a file and ends this JVM with its status.
  ///
  /// @param arguments the file
  public static void main(String[] arguments) throws IOException {
    try (var shell = JShell.builder().executionEngine("local").build()) {
      System.exit(new JshellRunner(shell).run(Files.readAllLines(Path.of(arguments[0]))));
    }
  }

  /// Lines are put together until they are a whole snippet.
  private int run(List<String> lines) {
    IMPORTED.forEach(name -> shell.eval("import " + name + ".*;"));
    var text = new StringBuilder();
    for (var line : lines) {
      if (text.isEmpty() && line.strip().startsWith(EXIT)) {
        return status(line.strip().substring(EXIT.length()).strip());
      }
      text.append(line).append('\n');
      if (!text.toString().isBlank()
          && analysis.analyzeCompletion(text.toString()).completeness().isComplete()) {
        if (!works(text.toString())) {
          return FAILURE;
        }
        text.setLength(0);
      }
    }
    return text.toString().isBlank() || works(text.toString()) ? 0 : FAILURE;
  }

  private int status(String text) {
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  /// Evaluates all snippets of a text, until one that does not work.
  private boolean works(String text) {
    var rest = text;
    while (!rest.isBlank()) {
      var completion = analysis.analyzeCompletion(rest);
      var source = completion.source() == null || completion.source().isBlank()
          ? rest
          : completion.source();
      if (!shell.eval(source).stream().allMatch(this::works)) {
        return false;
      }
      rest = source.equals(rest) ? "" : completion.remaining();
    }
    return true;
  }

  private boolean works(SnippetEvent event) {
    if (event.causeSnippet() != null) {
      return true; // another snippet was evaluated again
    }
    if (event.status() == Snippet.Status.REJECTED) {
      System.err.println(event.snippet().source().strip());
      shell.diagnostics(event.snippet())
          .forEach(found -> System.err.println("error: " + found.getMessage(Locale.ROOT)));
      return false;
    }
    if (event.exception() == null) {
      return true;
    }
    event.exception().printStackTrace();
    return false;
  }
}
