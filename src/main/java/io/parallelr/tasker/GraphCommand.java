package io.parallelr.tasker;

import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.FlowGraph;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Rules;
import io.parallelr.flowrun.ExecutionContext;
import io.parallelr.flowrun.ExitCodes;
import io.parallelr.flowrun.TaskerError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tasker graph`: prints a diagram of a flow.
@Command(name = "tasker graph", sortOptions = false, usageHelpAutoWidth = true, description = "Prints a diagram of a flow as text for Mermaid or Graphviz, or drawn with Graphviz.")
final class GraphCommand {
  /// The first word of the command line that asks for it.
  static final String NAME = "graph";

  @Parameters(paramLabel = "FILE", description = "the flow file")
  @Nullable
  Path file;

  @Option(names = "--format", paramLabel = "mermaid|dot", defaultValue = "mermaid", description = "language of the text; default mermaid")
  String format = "mermaid";

  @Option(names = "--render", paramLabel = "svg", description = "draw it with Graphviz, which must be installed")
  @Nullable
  String render;

  @Option(names = "--dialect", paramLabel = "1|2", description = "dialect of files that do not name one")
  @Nullable
  String dialect;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// Runs the command; returns the exit status.
  static int run(List<String> arguments, ExecutionContext context) throws IOException {
    var command = new GraphCommand();
    var commandLine = OwnOptions.parse(command, "tasker graph", arguments);
    if (command.help || command.file == null) {
      context.stdout().print(commandLine.getUsageMessage());
      return 0;
    }
    var source = FlowSource.read(context.path(command.file));
    var dialect = command.dialect == null ? context.configured().dialect() : command.dialect;
    var read = FlowReader.read(source.text(), Rules.of(EffectiveOptions.dialect(dialect)));
    var _ = source.report(read, context.stderr());
    if (read.flow().isEmpty()) {
      return ExitCodes.VALIDATION;
    }
    command.print(read.flow().get(), context.stdout());
    context.stdout().flush();
    return 0;
  }

  private void print(Flow flow, OutputStream out) throws IOException {
    var graph = new FlowGraph(flow);
    var text = switch (render == null ? format : "dot") {
      case "mermaid" -> graph.mermaid();
      case "dot" -> graph.dot();
      default -> throw new TaskerError(ExitCodes.USAGE,
          "--format: '%s' is not mermaid or dot".formatted(format));
    };
    if (render == null) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } else if (render.equals("svg")) {
      draw(text, out);
    } else {
      throw new TaskerError(ExitCodes.USAGE, "--render: '%s' is not svg".formatted(render));
    }
  }

  private static void draw(String text, OutputStream out) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder("dot", "-Tsvg")
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new TaskerError(
          ExitCodes.STOPPED,
          "--render needs Graphviz, whose program dot was not found; print --format dot instead");
    }
    try (var in = process.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    }
    process.getInputStream().transferTo(out);
    try {
      if (process.waitFor() != 0) {
        throw new TaskerError(ExitCodes.STOPPED,
            "Graphviz ended with exit code " + process.exitValue());
      }
    } catch (InterruptedException e) {
      throw new TaskerError(130, "interrupted while Graphviz was drawing");
    }
  }
}
