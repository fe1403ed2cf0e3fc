package io.parallelr.tasker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.flow.Flow;
import io.parallelr.flow.FlowGraph;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The options of `tasker graph`, and what it does.
@Command(name = "tasker graph", sortOptions = false, usageHelpAutoWidth = true, description = "Draws a flow file: as text by default, "
    + "or as a picture where Graphviz is installed.")
final class GraphCommand {
  private static final int USAGE = 2;
  private static final int NOT_DRAWN = 1;

  @Parameters(paramLabel = "FILE", description = "the flow file")
  @Nullable
  Path file;

  @Option(names = {"-f",
      "--format"}, paramLabel = "LANGUAGE", defaultValue = "mermaid", description = "mermaid (default) or dot")
  String format = "mermaid";

  @Option(names = "--render", paramLabel = "TYPE", description = "draw it by Graphviz: svg, png or pdf")
  @Nullable
  String render;

  @Option(names = "--dialect", paramLabel = "1|2", description = "language of files that do not name theirs; default 1")
  @Nullable
  String dialect;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// Writes the drawing.
  void draw(Flow flow, PrintStream out) throws IOException {
    var graph = new FlowGraph(flow);
    if (render != null) {
      if (!List.of("svg", "png", "pdf").contains(render)) {
        throw new TaskerError(USAGE, "--render: '%s' is not svg, png or pdf".formatted(render));
      }
      picture(graph.text(FlowGraph.Language.DOT), render, out);
      return;
    }
    var language = FlowGraph.Language.of(format)
        .orElseThrow(
            () -> new TaskerError(USAGE, "--format: '%s' is not mermaid or dot".formatted(format)));
    out.print(graph.text(language));
    out.flush();
  }

  private static void picture(String dot, String type, PrintStream out) throws IOException {
    var scratch = Files.createTempDirectory("tasker-graph-");
    try {
      var source = Files.writeString(scratch.resolve("flow.dot"), dot, UTF_8);
      var picture = scratch.resolve("flow." + type);
      run(List.of("dot", "-T" + type, "-o", picture.toString(), source.toString()));
      Files.copy(picture, out);
      out.flush();
    } finally {
      FileUtils.deleteQuietly(scratch.toFile());
    }
  }

  private static void run(List<String> command) {
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new TaskerError(NOT_DRAWN, "Graphviz (dot) ended with exit code " + status);
      }
    } catch (IOException e) {
      throw new TaskerError(
          NOT_DRAWN,
          "--render needs Graphviz, whose program dot is not on the PATH: install its package "
              + "graphviz, or print the text with --format dot");
    } catch (InterruptedException e) {
      throw new TaskerError(NOT_DRAWN, "interrupted while the flow was drawn");
    }
  }
}
