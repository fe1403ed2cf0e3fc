package io.parallelr.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final Map<String, Object> FACTS = Map.of(
      "env", Map.of("STAGE", "prod", "N", "12"),
      "task", Map.of("name", "nightly"),
      "steps", Map.of("build-1", Map.of("state", "failed", "code", 3L, "output", "a\nb\n")),
      "list", List.of(1L, 2L, "x"));

  @ParameterizedTest
  @ValueSource(strings = {
      "true", "not false", "!false && true", "1 == 1", "1 == 1.0", "1 + 2 * 3 == 7",
      "(1 + 2) * 3 == 9", "2 ** 3 ** 2 == 512.0", "-2 < -1", "7 % 4 == 3", "1 / 2 == 0.5",
      "\"a\" < 'b'", "`a\\n` == \"a\\\\n\"", "'a' + 'b' == 'ab'",
      "env.STAGE == 'prod'", "env[\"STAGE\"] startsWith 'pr'", "env.STAGE endsWith 'od'",
      "env.NONE == nil", "(env.NONE ?? 'x') == 'x'", "'STAGE' in env", "'Z' not in env",
      "int(env.N) > 11", "float('1.5') == 1.5", "string(1) == '1'", "upper(trim(' a ')) == 'A'",
      "task.name matches '^n.*y$'", "steps['build-1'].code in [1, 3]", "2 in 1..3",
      "not (4 in 1..3)", "len(steps['build-1'].output) == 4", "len('😀') == 1", "len(list) == 3",
      "steps['build-1'].output contains 'b'", "list[-1] == 'x'", "steps.none?.state == nil",
      "1 < 2 ? true : false", "true or unknown", "[1, [2]] == [1, [2]]", "1_000 == 1000",
      "true or false and false"})
  void holds(String text) throws ExpressionException {
    assertThat(Expression.parse(text).holds(FACTS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "1 +|column 4: the end where a value is expected",
      "1 2|column 3: 2 where an operator is expected",
      "'abc|column 1: the text has no end",
      "a # b|column 3: unexpected character #",
      "99999999999999999999 == 1|column 1: the number 99999999999999999999 is too large",
      "1|the expression is a number, not true or false",
      "unknown == 1|there is no unknown; there are env, list, steps, task",
      "steps.none.state == 'x'|state of nil",
      "1 < 'a'|a number < a text: only numbers or texts can be compared",
      "1 and true|a number where true or false is expected",
      "run('ls')|there is no function run; there are float, int, len, lower, string, trim and upper",
      "'a' matches '('|matches: the pattern ( is malformed: missing closing )",
      "1 in 1..99999999|1..99999999 has more than 10000 numbers",
      "1 % 0 == 1|/ by zero",
      "int('x') == 1|int: x is not a whole number",
      "list[3] == 1|element 3 of a list of 3"})
  void says(String text, String message) {
    assertThatThrownBy(() -> Expression.parse(text).holds(FACTS))
        .isInstanceOf(ExpressionException.class)
        .hasMessage(message);
  }

  @Test
  void isBounded() {
    assertThatThrownBy(() -> Expression.parse("(".repeat(5_000)))
        .hasMessage("the expression is nested too deeply");
    assertThatThrownBy(() -> Expression.parse("!".repeat(5_000)))
        .hasMessage("the expression is nested too deeply");
    assertThatThrownBy(() -> Expression.parse("1".repeat(Expression.LONGEST + 1)))
        .hasMessage("the expression is longer than 8192 characters");
  }

  @Test
  void neverFailsInAnotherWay() {
    var words = List.of(
        "1", "2.5", "'a'", "nil", "env", "steps", ".STAGE", "[", "]", "(", ")", "+", "-", "*", "/",
        "%", "**", "==", "<", "in", "not", "and", "??", "?", ":", "..", "len", "matches", ",",
        "9223372036854775807", "list");
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(12); n >= 0; n--) {
        text.append(words.get(random.nextInt(words.size()))).append(' ');
      }
      try {
        boolean _ = Expression.parse(text.toString()).holds(FACTS);
      } catch (ExpressionException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
