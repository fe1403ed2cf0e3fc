package io.parallelr.tasker;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.FlowFormat;
import io.parallelr.flowrun.ExecutionContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples of the documentation do what it says.
class ExamplesTest {
  private static final Path DOCUMENT = Path.of("docs/tasker-examples.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("```flow\n(.*?)```\n\n```text\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern VARIES = Pattern.compile("/\\S*/tasker-\\d+/(\\d+/)?");

  /// What the document leaves out.
  private static final Pattern UNIMPORTANT = Pattern.compile("# .*|Task \\S+: Exit code: 0");

  @TempDir
  private Path directory;

  /// @param name the heading above it
  record Example(String name, String flow, List<String> shown) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Example> examples() throws IOException {
    var text = Files.readString(DOCUMENT);
    return EXAMPLE.matcher(text)
        .results()
        .map(
            found -> new Example(
                heading(text.substring(0, found.start())),
                found.group(1),
                found.group(2).lines().map(ExamplesTest::comparable).toList()));
  }

  private static String heading(String before) {
    int heading = before.lastIndexOf("\n## ");
    return before.substring(heading + 4, before.indexOf('\n', heading + 4));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void doesWhatIsSaid(Example example) throws IOException {
    var file = Files.writeString(directory.resolve("example.flow"), example.flow());
    var out = new ByteArrayOutputStream();
    var screen = new PrintStream(out, true, StandardCharsets.UTF_8);
    var here = ExecutionContext.ofThisProcess();
    var environment = new HashMap<>(System.getenv());
    environment.put("HOME", directory.toString());

    int status = TaskerMain.run(
        new String[]{"-r", file.toString()},
        new ExecutionContext(
            environment,
            directory,
            InputStream.nullInputStream(),
            screen,
            screen,
            here.backends(),
            here.scratch(),
            here.configurations(),
            here.clock(),
            (_, _) -> () -> 0));

    var lines = out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("^\\[[^]]*] ", ""))
        .map(line -> comparable(line).replace(file.toString(), "FILE"))
        .collect(Collectors.toList());
    lines.add("exit code " + status);
    here.scratch().close();
    assertThat(missing(example, lines)).as("lines of the document that are not logged").isEmpty();
    assertThat(surplus(example, lines)).as("logged lines that the document lacks").isEmpty();
  }

  /// The lines of the document that do not follow in the log.
  private static List<String> missing(Example example, List<String> lines) {
    var expected = new ArrayDeque<>(example.shown());
    lines.forEach(line -> {
      if (line.equals(expected.peek())) {
        expected.remove();
      }
    });
    return List.copyOf(expected);
  }

  /// The logged lines that the document neither shows nor leaves out as unimportant.
  private static List<String> surplus(Example example, List<String> lines) {
    var expected = new ArrayDeque<>(example.shown());
    return lines.stream().filter(line -> {
      if (line.equals(expected.peek())) {
        expected.remove();
        return false;
      }
      return !UNIMPORTANT.matcher(line).matches();
    }).toList();
  }

  private static String comparable(String line) {
    return VARIES.matcher(line).replaceAll("/tasker-1/");
  }

  @Test
  void eachKeyHasOne() throws IOException {
    var flows = examples().map(Example::flow).collect(Collectors.joining("\n"));

    assertThat(FlowFormat.keys())
        .allSatisfy(key -> assertThat("\n" + flows).contains("\n" + key + "="));
    assertThat(
        List.of("space", "tab", "comma", "semi", "semicolon", "colon", "pipe", "newline",
            "whitespace"))
        .allSatisfy(name -> assertThat(flows).contains("_split=" + name + ","));
  }
}
