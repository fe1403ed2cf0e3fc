package io.parallelr.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.ConditionText;
import io.parallelr.flowfile.Conditions;
import io.parallelr.flowfile.Reference;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationTest {
  private static final VariableLookup VALUES = new VariableLookup() {
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
  void holdsOrNot(String text, int exit, String stdout, String stderr, boolean expected) {
    var result = new StepResult(
        exit,
        new Printed.OfText(stdout.replace("\\n", "\n")),
        new Printed.OfText(stderr),
        exit == 0);

    assertThat(
        new Evaluation(result, VALUES).holds(Conditions.strict(text)))
        .isEqualTo(expected);
  }

  /// Quotes in quoted patterns.
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
  void quotesMayStandInQuotes(String text, String stdout, boolean expected) {
    var result = new StepResult(0, new Printed.OfText(stdout), Printed.NOTHING, true);
    for (boolean lenient : new boolean[]{false, true}) {
      var condition = Conditions.of(text, lenient);

      assertThat(new Evaluation(result, VALUES).holds(condition)).isEqualTo(expected);
      assertThat(Conditions.of(ConditionText.of(condition), lenient))
          .isEqualTo(condition);
    }
  }

  @Test
  void countsSubtasks() {
    var three = List.of(StepResult.of(0), StepResult.of(0), StepResult.of(1));
    var evaluation = new Evaluation(StepResult.of(1), three, VALUES);

    assertThat(evaluation.holds(Conditions.strict("min_success=2"))).isTrue();
    assertThat(evaluation.holds(Conditions.strict("min_success=3"))).isFalse();
    assertThat(evaluation.holds(Conditions.strict("max_failed=1"))).isTrue();
    assertThat(evaluation.holds(Conditions.strict("all_success"))).isFalse();
    assertThat(evaluation.holds(Conditions.strict("any_success"))).isTrue();
    assertThat(evaluation.holds(Conditions.strict("majority_success")))
        .isTrue();
  }

  @Test
  void agreesWithAnEvaluationOfTruthTables() {
    var random = new Random(11);
    for (int i = 0; i < 5000; i++) {
      var text = new StringBuilder();
      boolean expected = expression(random, 4, text);

      assertThat(
          new Evaluation(StepResult.of(0), VALUES)
              .holds(Conditions.strict(text.toString())))
          .as(text.toString())
          .isEqualTo(expected);
    }
  }

  /// Writes a random expression of constants, fully in parentheses, and returns its value.
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
