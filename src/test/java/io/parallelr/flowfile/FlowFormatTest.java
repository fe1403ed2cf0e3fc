package io.parallelr.flowfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FlowFormatTest {
  private static final int CASES = 5000;

  @Test
  void keysAreOrderedAndCommentsStayWhereTheyBelong() {
    var text = """
        # what this is for

        # by whom

          --auto-recovery
        GREETING =  hello
        # the first
        task = 0
        next=  ( exit_0 ) & ((stdout~world))
        # said by everybody
        arguments = @GREETING@   world
        command=echo

        exec=local # here
        goto 9
        odd line
        hostname=localhost


        # the last
        task=9
        return 3
        unknown = kept

        # end
        """;

    assertThat(FlowFormat.format(text, Dialect.FIRST)).isEqualTo("""
        # what this is for

        # by whom

        --auto-recovery
        GREETING=hello

        # the first
        task=0
        hostname=localhost
        command=echo
        # said by everybody
        arguments=@GREETING@   world
        exec=local  # here
        next=exit_0&stdout~world
        goto=9
        odd line

        # the last
        task=9
        return=3
        unknown=kept

        # end
        """);
  }

  @Test
  void aFormattedFileDoesNotAskForAnotherDialect() {
    var text = "task = 0\n# dialect: 2\nreturn=0\n";

    var formatted = FlowFormat.format(text, Dialect.FIRST);

    assertThat(formatted).isEqualTo("task=0\n# dialect: 2\nreturn=0\n");
  }

  @Test
  void theFlowStaysTheSame() {
    var random = new Random(4711);
    int valid = 0;
    for (int i = 0; i < CASES; i++) {
      var text = flow(random);
      var dialect = random.nextBoolean() ? Dialect.FIRST : Dialect.SECOND;
      var before = FlowReader.read(text, syntaxOf(dialect));

      var formatted = FlowFormat.format(text, dialect);

      assertThat(FlowFormat.format(formatted, dialect)).as(text).isEqualTo(formatted);
      if (before.flow().isPresent()) {
        valid++;
        var after = FlowReader.read(formatted, syntaxOf(dialect));
        assertThat(after.flow()).as(formatted).isPresent();
        assertThat(withoutPlaces(after.draft())).as(text)
            .isEqualTo(withoutPlaces(before.draft()));
        assertThat(after.options().stream().map(FlowReader.Read.Option::text).toList())
            .isEqualTo(before.options().stream().map(FlowReader.Read.Option::text).toList());
      }
    }
    assertThat(valid).isGreaterThan(CASES / 4);
  }

  /// Flows with letters changed at random: most have mistakes, and some mean something else.
  @Test
  void anyTextIsFormattedWithoutLoss() {
    var random = new Random(815);
    int valid = 0;
    for (int i = 0; i < CASES; i++) {
      var text = spoiled(random, flow(random));
      var dialect = random.nextBoolean() ? Dialect.FIRST : Dialect.SECOND;
      var before = FlowReader.read(text, syntaxOf(dialect));

      var formatted = FlowFormat.format(text, dialect);

      assertThat(FlowFormat.format(formatted, dialect)).as(text).isEqualTo(formatted);
      assertThat(remarks(formatted)).as(text).containsAll(remarks(text));
      if (before.flow().isPresent()) {
        valid++;
        var after = FlowReader.read(formatted, syntaxOf(dialect));
        assertThat(withoutPlaces(after.draft())).as(text)
            .isEqualTo(withoutPlaces(before.draft()));
        assertThat(messages(after)).as(text).isEqualTo(messages(before));
      }
    }
    assertThat(valid).isGreaterThan(CASES / 20);
  }

  private static String spoiled(Random random, String flow) {
    var text = new StringBuilder(flow);
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      var letters = one(random, "#", " #", "=", "\n", "\r", "\t", "-", "@", "\"", "'", "(", ")",
          "&",
          "|", "!", "~", "0", " ", "\u2003", "\uFEFF", "\0", "\uD83D", "\u00e9", "task=", "\nnext=",
          "return 5", "\n-");
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, letters);
        case 1 -> text.replace(at, Math.min(text.length(), at + 1), letters);
        default -> text.delete(at, Math.min(text.length(), at + random.nextInt(4)));
      }
    }
    return text.toString();
  }

  /// The lines that the reader ignores.
  private static List<String> remarks(String text) {
    return List.of((text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1))
        .stream()
        .map(String::strip)
        .filter(line -> line.startsWith("#") || line.equals("odd line"))
        .toList();
  }

  private static List<String> messages(FlowReader.Read read) {
    return read.problems().stream().map(Problem::message).sorted().toList();
  }

  private static Rules syntaxOf(Dialect dialect) {
    return new Rules(dialect, false, Set.of(), "local", Map.of("HOME", "/root"));
  }

  private static Flow withoutPlaces(Flow flow) {
    var steps = new TreeMap<Integer, Step>();
    flow.steps()
        .forEach(
            (id, step) -> steps.put(
                id,
                new Step(
                    id,
                    new Places(new Place(1, 1), Map.of(), Map.of()),
                    step.body(),
                    step.condition(),
                    step.routing(),
                    step.returns(),
                    step.sleep())));
    return new Flow(flow.dialect(), flow.globals(), steps);
  }

  /// A flow file, most often without mistakes in its syntax, with careless blanks and comments.
  private static String flow(Random random) {
    var lines = new ArrayList<String>();
    if (random.nextInt(4) == 0) {
      lines.add("# dialect: " + (1 + random.nextInt(2)));
    }
    noise(random, lines);
    if (random.nextInt(4) == 0) {
      lines.add(one(random, "--auto-recovery", "-r", "--log-level=WARN"));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      lines.add("G" + i + sign(random) + one(random, "x", "a = b", "@G1@ y", "$HOME", "q # no"));
      noise(random, lines);
    }
    int id = 0;
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      lines.add("task" + sign(random) + id);
      var keys = keys(random);
      Collections.shuffle(keys, random);
      for (var key : keys) {
        noise(random, lines);
        lines.add(random.nextInt(6) == 0 ? "  " + key + ' ' : key);
      }
      noise(random, lines);
      id += 1 + random.nextInt(2);
    }
    return String.join(random.nextInt(5) == 0 ? "\r\n" : "\n", lines);
  }

  private static List<String> keys(Random random) {
    var keys = new ArrayList<String>();
    switch (random.nextInt(5)) {
      case 0 -> keys.addAll(List.of("type=parallel", "tasks = 1, 2 ,3", "max_parallel=2"));
      case 1 -> keys.addAll(
          List.of("type=conditional", "if_true_tasks= 1,2", "if_false_tasks=3"));
      case 2 -> keys.addAll(List.of("return " + random.nextInt(9)));
      default -> keys.addAll(List.of("hostname" + sign(random) + "h", "command=echo"));
    }
    add(random, keys, "arguments" + sign(random) + one(random, "a  b", "'x y' @G1@", "@0_stdout@"));
    add(random, keys, "exec=" + one(random, "local", "shell", "local  # why"));
    add(random, keys, "condition" + sign(random) + condition(random, 2));
    add(random, keys, one(random, "success=", "failure=") + condition(random, 2));
    add(random, keys, "sleep" + sign(random) + one(random, "1", "0.5", "@G1@", "2 # s"));
    add(random, keys, "stdout_split=" + one(random, "comma,1", "space,0", "x+,2"));
    add(random, keys, "stderr_split=tab,3");
    add(random, keys, "timeout=" + one(random, "30", "@G1@"));
    add(random, keys, "odd line");
    add(random, keys, "retry_count = 3");
    add(random, keys, one(random, "goto 2", "on_failure=3", "goto=1", "on_success=2"));
    if (random.nextInt(3) == 0) {
      keys.addAll(List.of("next=loop&" + condition(random, 1), "loop=3", "loop_break=exit_0"));
    } else {
      add(
          random,
          keys,
          "next" + sign(random) + one(random, "always", "never", condition(random, 3)));
    }
    return keys;
  }

  private static String condition(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return one(random, "exit_0", "success", "stdout~ok", "stdout!~\"a & b\"", "stderr~",
          "stdout_count>2", "@0_exit@!=1", "@G1@=x y", "true", "exit<3", "stdout='it \"is\"'",
          "min_success=2", "all_success");
    }
    var left = condition(random, depth - 1);
    var right = condition(random, depth - 1);
    return one(
        random,
        left + "&" + right,
        left + " | " + right,
        "(" + left + ")",
        "!" + left,
        "(" + left + "|" + right + ") & (" + left + ")");
  }

  private static void add(Random random, List<String> keys, String key) {
    if (random.nextInt(4) == 0) {
      keys.add(key);
    }
  }

  private static void noise(Random random, List<String> lines) {
    switch (random.nextInt(10)) {
      case 0 -> lines.add("");
      case 1 -> lines.add("   # a comment = with a sign");
      case 2 -> lines.addAll(List.of("", "", "# another", ""));
      default -> {
      } // mostly nothing
    }
  }

  private static String sign(Random random) {
    return one(random, "=", "=", " = ", "=  ");
  }

  private static String one(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
