package io.parallelr.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  private static final Variables VALUES = new Variables() {
    @Override
    public Optional<String> of(Reference reference) {
      return value(reference);
    }

    @Override
    public void asked(Reference reference) {}
  };

  private static Optional<String> value(Reference reference) {
    return switch (reference) {
      case Reference.Global(var name) -> switch (name) {
        case "FIVE" -> Optional.of("5");
        case "ODD" -> Optional.of("a|exit_0|b");
        default -> Optional.empty();
      };
      case Reference.OfTask(var id, var field) when id == 0 && field == Reference.Field.STDOUT ->
        Optional.of("007");
      case Reference.OfTask(var id, var field) when id == 0 && field == Reference.Field.SUCCESS ->
        Optional.of("True");
      case Reference.OfTask _,Reference.Self() -> Optional.empty();
    };
  }

  @ParameterizedTest(name = "{0} with exit {1}, stdout {2}, stderr {3}: {4}")
  @CsvSource(delimiter = ';', textBlock = """
      exit_0; 0; ''; ''; true
      exit_0; 1; ''; ''; false
      EXIT_7; 7; ''; ''; true
      exit_not_0; 1; ''; ''; true
      exit<3; 2; ''; ''; true
      exit!=0; 0; ''; ''; false
      success; 0; ''; ''; true
      stdout~Success; 0; a Success b; ''; true
      stdout~success; 0; a Success b; ''; false
      stdout!~x; 0; abc; ''; true
      stdout~; 0; ' '; ''; true
      stdout!~; 0; a; ''; true
      stderr~; 0; a; ''; true
      exit_0&stdout~a; 0; a; ''; true
      exit_0&(stdout~Success|stderr~); 0; no; ''; true
      exit_0&(stdout~Success|stderr~); 0; no; bad; false
      exit_1|exit_0&exit_0; 0; ''; ''; true
      exit_0&exit_0|exit_5; 0; ''; ''; true
      ((exit_0)); 0; ''; ''; true
      !exit_0; 1; ''; ''; true
      !(exit_0|exit_1); 2; ''; ''; true
      stdout_count=2; 0; 'a\\nb'; ''; true
      stdout_count>=2; 0; 'a\\nb'; ''; true
      stdout_count<1; 0; ''; ''; true
      stdout=5; 0; 5; ''; true
      stdout=5.0; 0; 5; ''; true
      stdout<10; 0; 9; ''; true
      stdout=abc; 0; abc; ''; true
      stdout~"a & b"; 0; x a & b y; ''; true
      stdout~f(x); 0; f(x); ''; true
      @FIVE@>4; 0; ''; ''; true
      @0_stdout@=7; 0; ''; ''; true
      @0_stdout@~00; 0; ''; ''; true
      @0_success@=true; 0; ''; ''; true
      @0_success@; 0; ''; ''; true
      @ODD@=x; 0; ''; ''; false
      @9_exit@!=0; 0; ''; ''; false
      true; 0; ''; ''; true
      contains:ab; 0; cabd; ''; true
      """)
  void holdsOrNot(String text, int exit, String stdout, String stderr, boolean expected)
      throws Exception {
    var result = new StepResult(
        exit,
        new Printed.OfText(stdout.replace("\\n", "\n")),
        new Printed.OfText(stderr),
        exit == 0);

    assertThat(
        new Evaluation(result, VALUES).holds(ConditionParser.parse(text, false, Map.of())))
        .isEqualTo(expected);
  }

  /// Faults in use, 20: quotes in quoted patterns.
  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
      stdout~"say \\"yes\\" = ok"; say "yes" = ok; true
      stdout~"say \\"yes\\" & (ok|no)"&exit_0; say "yes" & (ok|no); true
      stdout~'it\\'s'; it's; true
      stdout~"it's"; it's; true
      stdout~'say "yes"'; say "yes"; true
      stdout="a\\"b"; a"b; true
      stdout!="a\\"b"; a"b; false
      stdout!~'a\\'|b'; a'|b; false
      stderr~"x\\""|stdout~'\\''; it's; true
      contains:"a|\\"b\\""; a|"b"; true
      not_contains:'a&\\'b'; a&'b; false
      "a=\\"b\\""=@ODD@; x; false
      'a|exit_0|b'=@ODD@; x; true
      stdout~"C:\\dir\\"; C:\\dir\\; true
      stdout~"C:\\dir\\\\"; C:\\dir\\; true
      stdout="C:\\dir\\\\"; C:\\dir\\; true
      stdout="\\\\server\\x"; \\\\server\\x; true
      stdout="a\\\\\\"b"; a\\"b; true
      stdout~"C:\\"&stdout~x; C:\\x; true
      """)
  void quotesMayStandInQuotes(String text, String stdout, boolean expected) throws Exception {
    var result = new StepResult(0, new Printed.OfText(stdout), Printed.NOTHING, true);
    for (boolean lenient : new boolean[]{false, true}) {
      var condition = ConditionParser.parse(text, lenient, Map.of());

      assertThat(new Evaluation(result, VALUES).holds(condition)).isEqualTo(expected);
      assertThat(ConditionParser.parse(ConditionText.of(condition), lenient, Map.of()))
          .isEqualTo(condition);
    }
  }

  @Test
  void anyTextCanBeWrittenInQuotes() throws Exception {
    var random = new Random(20);
    var letters = "\\\\\\\"\"'' a&|()=~#@";
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(8); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      var pattern = "x" + text;
      var condition = new Condition.Contains(
          Condition.Stream.STDOUT,
          false,
          Text.of(i % 2 == 0 ? pattern : text + "x"));
      var written = ConditionText.of(condition) + " & exit_0";

      assertThat(ConditionParser.parse(written, random.nextBoolean(), Map.of())).as(written)
          .isEqualTo(
              new Condition.And(
                  List.of(
                      condition,
                      new Condition.Exit(Condition.Operator.EQUAL, Text.of("0")))));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = ';', textBlock = """
      ''; 0; missing
      exit_0&; 7; missing
      &exit_0; 0; missing
      exit_0&&exit_1; 7; missing
      (exit_0; 0; not closed
      exit_0); 6; not opened
      exit_x; 5; is not a whole number
      exit=0; 0; exit_0
      nonsense; 0; not a condition
      exit_0 AND exit_1; 5; is not a whole number
      stdout_count~2; 0; is a number
      min_success>2; 0; can only be compared with =
      =5; 0; left of =
      stdout~"a; 7; quote
      stdout~"say \\"yes; 7; quote
      exit_256; 5; is not an exit code: use 0 to 255
      exit_-1; 5; is not an exit code
      exit!=300; 6; is not an exit code
      @0_exit@=256; 9; is not an exit code
      """)
  void aMistakeIsShownWhereItIs(String text, int offset, String message) {
    assertThatThrownBy(() -> ConditionParser.parse(text, false, Map.of()))
        .isInstanceOfSatisfying(SyntaxException.class, e -> {
          assertThat(e.text()).contains(message);
          assertThat(e.offset()).isEqualTo(offset);
        });
  }

  @Test
  void countsSubtasks() throws Exception {
    var three = List.of(StepResult.of(0), StepResult.of(0), StepResult.of(1));
    var evaluation = new Evaluation(StepResult.of(1), three, VALUES);

    assertThat(evaluation.holds(ConditionParser.parse("min_success=2", false, Map.of()))).isTrue();
    assertThat(evaluation.holds(ConditionParser.parse("min_success=3", false, Map.of()))).isFalse();
    assertThat(evaluation.holds(ConditionParser.parse("max_failed=1", false, Map.of()))).isTrue();
    assertThat(evaluation.holds(ConditionParser.parse("all_success", false, Map.of()))).isFalse();
    assertThat(evaluation.holds(ConditionParser.parse("any_success", false, Map.of()))).isTrue();
    assertThat(evaluation.holds(ConditionParser.parse("majority_success", false, Map.of())))
        .isTrue();
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      var condition = condition(random, 4);

      assertThat(ConditionParser.parse(ConditionText.of(condition), false, Map.of()))
          .isEqualTo(condition);
    }
  }

  @Test
  void agreesWithAnEvaluationOfTruthTables() throws Exception {
    var random = new Random(11);
    for (int i = 0; i < 5000; i++) {
      var text = new StringBuilder();
      boolean expected = expression(random, 4, text);

      assertThat(
          new Evaluation(StepResult.of(0), VALUES)
              .holds(ConditionParser.parse(text.toString(), false, Map.of())))
          .as(text.toString())
          .isEqualTo(expected);
    }
  }

  @Test
  void nothingButItsOwnErrorComesOfAnyText() {
    var random = new Random(13);
    var letters = "()&|!~=<>\"'@_ exitsuccstdoru0123456789\t\\é";
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        assertThat(ConditionParser.parse(text.toString(), random.nextBoolean(), Map.of()))
            .isNotNull();
      } catch (SyntaxException e) {
        assertThat(e.offset()).isBetween(0, text.length());
      }
    }
    assertThatThrownBy(() -> ConditionParser.parse("(".repeat(100_000), false, Map.of()))
        .isInstanceOf(SyntaxException.class);
  }

  private static Text number(Random random, int below) {
    return Text.of(Integer.toString(random.nextInt(below)));
  }

  /// A random tree whose connectives are not inside their like, as the parser makes it.
  private static Condition condition(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 10)) {
      case 0 -> new Condition.Exit(Condition.Operator.EQUAL, number(random, 256));
      case 1 -> new Condition.Printed(Condition.Stream.STDOUT, random.nextBoolean());
      case 2 -> new Condition.Contains(
          Condition.Stream.STDERR,
          random.nextBoolean(),
          Text.of(List.of("a b", "x&y", "(z|", "@A@", "it's").get(random.nextInt(5))));
      case 3 -> new Condition.Lines(
          Condition.Stream.STDOUT,
          Condition.Operator.GREATER,
          number(random, 9));
      case 4 -> new Condition.Compare(
          new Condition.Operand.Value(Text.of("@3_exit@")),
          Condition.Operator.LESS_OR_EQUAL,
          Text.of("7"));
      case 5 -> new Condition.OfSubtasks(Condition.Count.MIN_SUCCESS, number(random, 9));
      case 6 -> new Condition.Success();
      case 7 -> new Condition.Not(condition(random, depth - 1));
      case 8 -> new Condition.Or(
          List.of(condition(random, depth - 1), condition(random, depth - 1)));
      default -> new Condition.And(
          List.of(condition(random, depth - 1), condition(random, depth - 1)));
    };
  }

  /// Writes a random expression of constants, fully in parentheses, and tells what it comes to.
  private static boolean expression(Random random, int depth, StringBuilder text) {
    if (depth == 0 || random.nextInt(4) == 0) {
      boolean value = random.nextBoolean();
      text.append(value ? "exit_0" : "exit_1");
      return value;
    }
    text.append('(');
    boolean result;
    if (random.nextInt(4) == 0) {
      text.append('!');
      result = !expression(random, depth - 1, text);
    } else {
      boolean left = expression(random, depth - 1, text);
      boolean and = random.nextBoolean();
      text.append(and ? " & " : "|");
      boolean right = expression(random, depth - 1, text);
      result = and ? left && right : left || right;
    }
    text.append(')');
    return result;
  }
}
