package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariableSchemaTest {
  private final VariableSchema schema = Decoded.pipeline("""
      pipelines:
        p:
          variables:
            target: {type: string, required: true, allowed: [staging, production]}
            copies: {type: integer, default: 2, allowed: [1, 2, 3]}
            ratio: {type: number}
            force: {type: boolean, default: false}
            hosts: {type: list}
            labels: {type: map}
            other:
      """).variables().orElseThrow();

  @Test
  void takesWhatIsRight() {
    assertThat(
        schema.check(
            Map.of("target", "staging", "copies", new BigDecimal("3.0"), "ratio", 0.5, "force",
                true, "hosts", List.of(1), "labels", Map.of(), "other", 5)))
        .isEmpty();
  }

  @Test
  void tellsALineForEachWrongVariable() {
    assertThat(
        schema.check(
            Map.of("copies", "2", "ratio", "much", "force", "true", "hosts", "a", "labels",
                List.of(), "oter", 1)))
        .containsExactly(
            "variable target: missing; send a text",
            "variable copies: \"2\" is not a whole number; send it without quotes",
            "variable ratio: \"much\" is not a number",
            "variable force: \"true\" is not true or false; send it without quotes",
            "variable hosts: \"a\" is not a list",
            "variable labels: a list is not a map",
            "variable oter: not known; did you mean other?");
    assertThat(schema.check(Map.of("target", "x".repeat(50), "copies", 4)))
        .containsExactly(
            "variable target: \"" + "x".repeat(39) + "…\" is not allowed; send one of \"staging\", "
                + "\"production\"",
            "variable copies: 4 is not allowed; send one of 1, 2, 3");
    assertThat(schema.check(Collections.singletonMap("target", null)))
        .containsExactly("variable target: null is not a text");
    assertThat(schema.check(Map.of("target", "a\nb"))).singleElement()
        .asString()
        .doesNotContain("\n");
  }

  @Test
  void addsTheDefaults() {
    assertThat(schema.withDefaults(Map.of("target", "staging", "copies", 3L)))
        .isEqualTo(Map.of("target", "staging", "copies", 3L, "force", false));
  }
}
