package io.parallelr.flowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionParserTest {
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
          Condition.StandardStream.STDOUT,
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
  void whatIsWrittenIsReadAsTheSame() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      var condition = condition(random, 4);

      assertThat(ConditionParser.parse(ConditionText.of(condition), false, Map.of()))
          .isEqualTo(condition);
    }
  }

  @Test
  void anyTextIsReadOrRefused() {
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
      case 1 -> new Condition.IsBlank(Condition.StandardStream.STDOUT, random.nextBoolean());
      case 2 -> new Condition.Contains(
          Condition.StandardStream.STDERR,
          random.nextBoolean(),
          Text.of(List.of("a b", "x&y", "(z|", "@A@", "it's").get(random.nextInt(5))));
      case 3 -> new Condition.Lines(
          Condition.StandardStream.STDOUT,
          Condition.Operator.GREATER,
          number(random, 9));
      case 4 -> new Condition.Compare(
          new Condition.Operand.Value(Text.of("@3_exit@")),
          Condition.Operator.LESS_OR_EQUAL,
          Text.of("7"));
      case 5 -> new Condition.OfSubtasks(Condition.SubtaskCount.MIN_SUCCESS, number(random, 9));
      case 6 -> new Condition.Success();
      case 7 -> new Condition.Not(condition(random, depth - 1));
      case 8 -> new Condition.Or(
          List.of(condition(random, depth - 1), condition(random, depth - 1)));
      default -> new Condition.And(
          List.of(condition(random, depth - 1), condition(random, depth - 1)));
    };
  }
}
