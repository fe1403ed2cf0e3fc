package io.parallelr.psr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsTest {
  private static final String FILE =
      """
          {"type":"session","session_id":"r1","hostname":"h","command_template":"x @TASK@"}
          {"type":"start","sequence":1,"task":"a"}
          {"type":"task","status":"FAILED","process_id":7,"duration_seconds":2.50,"env_vars":{"HOST":"db1"},\
          "arguments":["p","q"],"exit_code":3,"final":false,"task":"a","error_message":"x,\\"y\\""}
          {"type":"task","status":"SUCCESS","process_id":8,"duration_seconds":10,"env_vars":{},"arguments":[],\
          "exit_code":0,"final":true,"task":"a","error_message":null}
          {"type":"summary"}
          """;

  @Test
  void columnsLeadIntoObjectsAndLists() throws IOException {
    assertThat(
        print(Rows.Form.CSV, FILE, "task,STATUS,env_vars.HOST,arguments.1,arguments,exit_code"))
        .isEqualTo("""
            task,STATUS,env_vars.HOST,arguments.1,arguments,exit_code
            a,FAILED,db1,q,"[""p"",""q""]",3
            a,SUCCESS,,,[],0
            """);
  }

  @Test
  void sumsAreOfNanosecondsWhereALineHasThem() {
    var sums = new Sums();
    for (int i = 0; i < 10; i++) {
      sums.task(Map.of(
          "status", "SUCCESS", "process_id", 7L, "duration_seconds", 0.0,
          "start_monotonic_ns", -100L, "end_monotonic_ns", 799_900L));
    }
    assertThat(sums.text()).contains("total 0.008 s, average 0.001 s");
  }

  @Test
  void whatWasCancelledIsLeftOutOfDurations() {
    var sums = new Sums();
    sums.task(Map.of("status", "CANCELLED", "process_id", 7L, "duration_seconds", 500.0));
    assertThat(sums.text()).contains("CANCELLED", "Duration  no task has run to an end");

    sums.task(Map.of("status", "SUCCESS", "process_id", 8L, "duration_seconds", 2.0));

    assertThat(sums.text())
        .contains("Tasks     2",
            "total 2.000 s, average 2.000 s, shortest 2.000 s, longest 2.000 s");
  }

  @Test
  void tablesAlignNumbersAtTheRight() throws IOException {
    assertThat(print(Rows.Form.TABLE, FILE, "status,duration_seconds,error_message")).isEqualTo("""
        status   duration_seconds  error_message
        FAILED                2.5  x,"y"
        SUCCESS                10
        """);
  }

  @Test
  void jsonHasValuesAsTheyAre() throws IOException {
    assertThat(print(Rows.Form.JSON, FILE, "exit_code,env_vars,error_message")).isEqualTo("""
        {"exit_code":3,"env_vars":{"HOST":"db1"},"error_message":"x,\\"y\\""}
        {"exit_code":0,"env_vars":{},"error_message":null}
        """);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "status=failed|1", "status!=FAILED|1", "duration_seconds>2.5|1", "duration_seconds>=2.5|2",
      "duration_seconds<9|1", "duration_seconds=10.0|1", "exit_code<=0|1", "arguments.0=p|1",
      "env_vars.HOST=|1", "error_message~X,|1", "error_message!~x|1", "env_vars.HOST>a|1",
      "task=a|2", "FINAL=true|1", "status = FAILED|1", "error_message=x,\"y\"|1"})
  void filtersTakeTheLinesThatMeetThem(String filter, int lines) throws IOException {
    assertThat(rows(FILE, "task", filter)).hasSize(lines);
  }

  @Test
  void allFiltersMustHold() throws IOException {
    assertThat(rows(FILE, "task", "exit_code>=0", "status=SUCCESS")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "status", "=x", "a..b=1", ".=1"})
  void whatIsNotAFilterIsRefused(String text) {
    assertThatThrownBy(() -> Filter.of(text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a f");
  }

  @Test
  void aFieldThatNoLineHasIsAnError() {
    assertThatThrownBy(() -> rows(FILE, "frobnicate"))
        .hasMessageStartingWith("field frobnicate is unknown; there are arguments, attempt, ");
    assertThatThrownBy(() -> rows(FILE, "task", "stats=1"))
        .hasMessage("field stats is unknown; did you mean status?");
  }

  @Test
  void fieldsOfOtherProgramsAreKnownByTheFirstLine() throws IOException {
    assertThat(rows("{\"type\":\"task\",\"queue\":\"q7\"}\n", "queue")).containsExactly("q7");
  }

  @Test
  void damagedLinesAreLeftOutAndCounted() throws IOException {
    var rows = new Rows(List.of(Field.of("task")), Rows.Form.CSV, new ByteArrayOutputStream());
    var selection = new Selection(List.of(Field.of("task")), List.of());
    var results = new Results(selection.fields(), selection.rows(rows));

    results.read(
        in(FILE + "garbage\n\n[1]\n{\"a\":1}\n{\"type\":\"task\",\"tas"), "f.jsonl");

    assertThat(results.known()).isEqualTo(5);
    assertThat(results.damaged()).isEqualTo(3);
    assertThat(results.firstDamage().orElse("")).startsWith("f.jsonl:6: not JSON: ");
  }

  @Test
  void aLastLineWithoutAnEndIsTakenIfItIsWhole() throws IOException {
    assertThat(rows(FILE + "{\"type\":\"task\",\"task\":\"z\"}", "task"))
        .containsExactly("a", "a", "z");
    assertThat(rows(FILE + "{\"type\":\"task\",\"ta", "task")).containsExactly("a", "a");
  }

  @Test
  void linesMayBeLongerThanTheBuffer() throws IOException {
    var text = "x".repeat(300_000);

    assertThat(rows("{\"type\":\"task\",\"task\":\"" + text + "\"}\n", "task"))
        .containsExactly(text);
  }

  @Test
  void sumsCountTasksByTheirLastAttempt() throws IOException {
    var sums = new Sums();
    var selection = new Selection(List.of(), List.of());

    new Results(selection.fields(Sums.FIELDS), selection.sums(sums)).read(in(FILE), "f");

    assertThat(sums.text()).isEqualTo("""
        Session   r1 on h: x @TASK@
        Tasks     1, 2 attempts
          SUCCESS           1  100.0 %
        Duration  total 10.000 s, average 10.000 s, shortest 10.000 s, longest 10.000 s
        """);
    assertThat(sums.json()).isEqualTo(
        """
            {"tasks":1,"attempts":2,"statuses":{"SUCCESS":1},"percent":{"SUCCESS":100.0},\
            "total_seconds":10.0,"average_seconds":10.0,"shortest_seconds":10.0,"longest_seconds":10.0}
            """);
  }

  @Test
  void aTableOfAnyLengthIsWrittenAsItIsRead() throws IOException {
    var lines = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      lines.append("{\"type\":\"task\",\"task\":\"").append(i).append("\"}\n");
    }

    var rows = print(Rows.Form.TABLE, lines.toString(), "task").lines().toList();

    assertThat(rows).hasSize(5001);
    assertThat(rows.get(1)).isEqualTo("   0");
    assertThat(rows.getLast()).isEqualTo("4999");
  }

  private static List<String> rows(String file, String column, String... filters)
      throws IOException {
    return print(Rows.Form.CSV, file, column, filters).lines().skip(1).toList();
  }

  private static String print(Rows.Form form, String file, String columns, String... filters)
      throws IOException {
    var out = new ByteArrayOutputStream();
    var selection = new Selection(
        Stream.of(columns.split(",", -1)).map(Field::of).toList(),
        Stream.of(filters).map(Filter::of).toList());
    var rows = new Rows(selection.columns(), form, out);
    new Results(selection.fields(), selection.rows(rows)).read(in(file), "f");
    rows.end();
    return out.toString(UTF_8);
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
