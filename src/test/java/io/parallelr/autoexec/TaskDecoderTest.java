package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.autoexec.Document.Format;
import io.parallelr.autoexec.TaskRequest.Order;
import io.parallelr.job.JobTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskDecoderTest {
  private static final String STEP = "{'type': 'sh', 'content': 'true'}";

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  /// A task with some more members, and one step.
  private static String with(String members) {
    return json("{" + members + ", 'step': [" + STEP + "]}");
  }

  private static String withStep(String members) {
    return json("{'step': [{'name': 'a', 'type': 'sh', 'content': 'true', " + members + "}]}");
  }

  @Test
  void takesAllThatATaskCanSay() throws Exception {
    var task = DecodedTask.json(
        json(
            """
                {'name': 'n', 'desc': 'd', 'node': 'here', 'disable': true, 'timeout': '1h30m',
                 'kind': 'DAG', 'delayed': '2030-01-31T12:00:00+01:00', 'failFast': true,
                 'maxParallel': 3, 'env': [{'name': 'A', 'value': '1'}, {'name': 'B'}],
                 'unknown': {'is': ['ignored']},
                 'step': [
                   {'name': 's', 'desc': 'sd', 'timeout': '10s', 'disable': true, 'type': 'bash',
                    'content': 'echo', 'action': 'Skip', 'rule': 'true', 'depends': ['t', 't'],
                    'env': {'C': '3'}, 'retry': {'max': 2, 'delay': '1.5s'}},
                   {'name': 't', 'type': 'python3', 'content': 'pass'}]}"""));

    assertThat(task).isEqualTo(
        new TaskRequest(
            "n", "d", TaskRequest.Origin.AUTOEXECFLOW, Order.DAG, "here", true,
            Duration.ofMinutes(90), Map.of("A", "1", "B", ""),
            List.of(
                new TaskRequest.Step(
                    "s", "sd", Duration.ofSeconds(10), true, List.of("t"), Map.of("C", "3"),
                    "bash", "echo", "skip", "true", 2, Duration.ofMillis(1500)),
                new TaskRequest.Step(
                    "t", "", Duration.ofMinutes(90), false, List.of(), Map.of(), "python3",
                    "pass", "", "", 0, Duration.ZERO)),
            Optional.of(Instant.parse("2030-01-31T11:00:00Z")), true, 3));
  }

  @Test
  void takesDefaultsForWhatATaskDoesNotSay() throws Exception {
    var task = DecodedTask.json(json("{'step': [" + STEP + "]}"));

    assertThat(task.name()).isEqualTo("id1");
    assertThat(task.order()).isEqualTo(Order.SERIAL);
    assertThat(task.timeLimit()).isEqualTo(DecodedTask.DEFAULT_LIMIT);
    assertThat(task.maxParallel()).isEqualTo(JobTerms.UNLIMITED);
    assertThat(task.delayed()).isEmpty();
    assertThat(task.steps().getFirst().timeLimit()).isEqualTo(DecodedTask.DEFAULT_LIMIT);
  }

  @Test
  void makesNamesBeforeItChainsSteps() throws Exception {
    var steps = DecodedTask.json(json("{'name': 't', 'step': [%s, %s, %s]}".formatted(
        STEP, "{'name': 'b!', 'type': 'sh', 'content': 'x', 'depends': ['gone']}", STEP))).steps();

    assertThat(steps).extracting(TaskRequest.Step::name).containsExactly("id1", "b", "id2");
    assertThat(steps).extracting(TaskRequest.Step::dependsOn)
        .containsExactly(List.of(), List.of("id1"), List.of("b"));
  }

  @Test
  void findsDependenciesByTheirSanitizedNames() throws Exception {
    var task = DecodedTask.json(json("""
        {'async': true, 'step': [
          {'name': 'a b/c', 'type': 'sh', 'content': 'x'},
          {'name': 'd', 'type': 'sh', 'content': 'x', 'depends': ['a b/c', 'ab c']}]}"""));

    assertThat(task.steps().getLast().dependsOn()).containsExactly("abc");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      async: true           | DAG
      async: false          | SERIAL
      kind: ''              | SERIAL
      kind: Strategy        | STRATEGY
      {kind: serial, async: true} | SERIAL
      """, quoteCharacter = '`')
  void knowsTheOrder(String members, Order order) throws Exception {
    var yaml = "step: [{type: sh, content: x}]\n<<: "
        + (members.startsWith("{") ? members : "{" + members + "}");
    assertThat(DecodedTask.yaml(yaml).order()).isEqualTo(order);
  }

  @Test
  void takesScalarsOfYamlForTexts() throws Exception {
    var task = DecodedTask.yaml("""
        name: 2024
        timeout: 5m
        env: [{name: N, value: 5}, {name: T, value: true}, {name: E, value: }]
        step: [{type: sh, content: 0x1F, env: {Q: 1_0.50, Z: ~}, disable: yes}]
        """);

    assertThat(task.name()).isEqualTo("2024");
    assertThat(task.environment()).containsExactly(
        Map.entry("N", "5"), Map.entry("T", "true"), Map.entry("E", ""));
    assertThat(task.steps().getFirst().content()).isEqualTo("0x1F");
    assertThat(task.steps().getFirst().environment())
        .containsExactly(Map.entry("Q", "1_0.50"), Map.entry("Z", ""));
    assertThat(task.steps().getFirst().isDisabled()).isTrue();
  }

  /// Keys of objects may be written in several ways; names of variables may not.
  @Test
  void namesOfVariablesThatDifferInCaseOrUnderscoresAreDifferent() throws Exception {
    var task = DecodedTask.json(
        with("'ENV': {'x_y': '1', 'xy': '2', 'XY': '3', 'path': '4', 'PATH': '5'}"));

    assertThat(task.environment()).containsExactly(
        Map.entry("x_y", "1"), Map.entry("xy", "2"), Map.entry("XY", "3"),
        Map.entry("path", "4"), Map.entry("PATH", "5"));
  }

  @Test
  void aTimeLimitOfAStepIsAtMostThatOfItsTask() throws Exception {
    var task = DecodedTask.yaml("""
        timeout: 1m
        step:
        - {type: sh, content: x, timeout: 59s}
        - {type: sh, content: x, timeout: 61s}
        - {type: sh, content: x, timeout: -1s}
        - {type: sh, content: x, timeout: soon}
        """);

    assertThat(task.steps()).extracting(step -> step.timeLimit().toSeconds())
        .containsExactly(59L, 60L, 60L, 60L);
    assertThat(DecodedTask.json(with("'timeout': 'soon'")).timeLimit())
        .isEqualTo(DecodedTask.DEFAULT_LIMIT);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'name': 5                                | line 1, column 10: name is not a text: 5; put it in quotation marks
      'name': ['n']                            | line 1, column 10: name is a list, not a text
      'env': 'A=1'                             | line 1, column 9: env is a single value, not a list
      'env': [{'name': 'A', 'value': 5}]       | line 1, column 33: value is not a text: 5; put it in quotation marks
      'env': {'A': 5}                          | line 1, column 15: A is not a text: 5; put it in quotation marks
      'env': [{'value': '5'}]                  | line 1, column 10: a variable has no name
      'env': {'': '5'}                         | line 1, column 10: a variable has no name
      'env': [{'name': 'A=B'}]                 | line 1, column 19: a variable cannot have the name A=B
      'env': {'A=B': ''}                       | line 1, column 10: a variable cannot have the name A=B
      'env': {'A\\u0000': ''}                  | line 1, column 10: the name of a variable has a NUL character
      'env': {'\\ud800': ''}                   | line 1, column 10: the name of a variable is not valid Unicode: half of a pair is missing
      'env': ['A']                             | line 1, column 10: a variable is a single value, not an object; line 1, column 10: a variable has no name
      'kind': 'sideways'                       | line 1, column 10: unknown kind sideways; write dag or strategy, or leave it out
      'delayed': '2030-01-31'                  | line 1, column 13: delayed: 2030-01-31 is not a time; write it as 2030-01-31T12:00:00Z
      'delayed': '+10000-01-31T12:00:00Z'      | line 1, column 13: delayed: +10000-01-31T12:00:00Z is not a time; write it as 2030-01-31T12:00:00Z
      'delayed': '-999999999-01-01T00:00:00Z'  | line 1, column 13: delayed: -999999999-01-01T00:00:00Z is not a time; write it as 2030-01-31T12:00:00Z
      'timeout': '0s'                          | line 1, column 13: global timeout must be greater than 0
      'timeout': '-1h'                         | line 1, column 13: global timeout must be greater than 0
      'async': 'maybe'                         | line 1, column 11: async is not true or false
      'maxParallel': 0                         | line 1, column 17: maxParallel is not a whole number of at least 1
      'maxParallel': 1.5                       | line 1, column 17: maxParallel is not a whole number of at least 1
      'maxParallel': 99999999999               | line 1, column 17: maxParallel is not a whole number of at least 1
      'name': 'a\\u0000b'                      | line 1, column 10: name has a NUL character
      'desc': '\\ud800'                        | line 1, column 10: desc is not valid Unicode: half of a pair is missing
      """)
  void saysWhatIsWrongWithATaskAndWhere(String members, String message) {
    assertThat(DecodedTask.refusal(with(members), Format.JSON)).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      'action': 'jump'                      | unknown action jump; write allow, skip or block
      'depends': 'b'                        | depends is a single value, not a list
      'depends': [1]                        | depends is not a text: 1; put it in quotation marks
      'retry': 3                            | retry is a single value, not an object
      'retry': {'max': -1}                  | max is not a whole number of at least 0
      'retry': {'max': 1001}                | retry.max is more than 1000
      'retry': {'max': 1, 'delay': '5'}     | delay: 5 has no unit; write 5s for seconds
      'retry': {'max': 1, 'delay': '1d'}    | delay: 1d has a unit that is not known: write days as hours, here 24h
      'retry': {'max': 1, 'delay': '-1s'}   | delay: -1s is not a duration; write it as 1h30m, 10s or 300ms
      'env': {'A': {}}                      | A is a map, not a text
      """)
  void saysWhatIsWrongWithAStep(String members, String message) {
    assertThat(DecodedTask.refusal(withStep(members), Format.JSON))
        .matches("line 1, column [0-9]+: .*")
        .endsWith(message);
  }

  @Test
  void saysAllAtOnceButNotWithoutEnd() {
    assertThat(
        DecodedTask.refusal(json("{'name': 1, 'step': [{}, 5]}"), Format.JSON).split("; line"))
        .hasSizeGreaterThan(3);
    assertThat(
        DecodedTask.refusal(
            json("{'step': [" + "{},".repeat(99) + "{}]}"), Format.JSON))
        .endsWith("; and 195 more");
    assertThat(DecodedTask.refusal(json("{'step': [" + STEP + "], 'step': []}"), Format.JSON))
        .endsWith("steps can not be empty");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void limitsTheLengthOfNames(Format format) throws Exception {
    var json =
        "{\"name\": \"%s\", \"step\": [{\"name\": \"%s\", \"type\": \"sh\", \"content\": \"x\"}]}";
    var longest = "n".repeat(255);

    assertThat(DecodedTask.task(json.formatted(longest, longest), format).name())
        .isEqualTo(longest);
    for (var names : List.of(List.of(longest + "n", "s"), List.of("t", longest + "n"))) {
      assertThat(DecodedTask.refusal(json.formatted(names.toArray()), format))
          .endsWith("the name is longer than 255 characters");
    }
  }

  /// As samples of the original are printed: with comments, and without braces.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      `"name": "t"`                         | line 1, column 7: invalid JSON: it does not begin with {; put all of it between { and }
      `{"name": "t", # a comment`           | line 1, column 15: invalid JSON: it has a comment, which JSON does not allow; remove it, or send YAML
      `{"name": "t", // a comment`          | line 1, column 15: invalid JSON: it has a comment, which JSON does not allow; remove it, or send YAML
      ``                                    | line 1, column 1: invalid JSON: it is empty
      `{"step": []} {}`                     | line 1, column 14: invalid JSON: something follows after its end
      """)
  void explainsBrokenJson(String text, String message) {
    assertThat(DecodedTask.refusal(text, Format.JSON)).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"async: true,\n\"step\": []}", "{\"name\": \"t\"", "{\"name\": }", "{'name': 't'}",
      "{\"name\": \"\u0001\"}", "{\"a\": 01}", "{\"\\x\": 1}", "\ud800", "\u0000", "{\"a\": 1e}"})
  void brokenJsonIsOneLineWithItsPlace(String text) {
    assertThat(DecodedTask.refusal(text, Format.JSON))
        .matches("line [0-9]+, column [0-9]+: invalid JSON: [^\n]+")
        .doesNotContain("JsonToken", "StreamRead", "Source");
  }

  @Test
  void refusesWhatIsTooDeepOrStandsForTooMuch() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9)));
    }
    assertThat(DecodedTask.refusal(bomb.toString(), Format.YAML))
        .contains("more than 200,000 values");
    assertThat(DecodedTask.refusal("[".repeat(100_000), Format.YAML)).contains("nested deeper");
    assertThat(DecodedTask.refusal("[".repeat(100_000), Format.JSON)).contains("invalid JSON: ");
    assertThat(DecodedTask.refusal("{\"a\":".repeat(100_000), Format.JSON))
        .contains("invalid JSON: ");
  }
}
