package io.parallelr.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {
  private static final Styles PLAIN = new Styles(false);

  private static List<String> lines(int columns, int lines, Choice choice, Snapshot snapshot) {
    return new View(columns, lines, PLAIN).of(choice, snapshot, Optional.empty())
        .stream()
        .map(line -> line.toString().stripTrailing())
        .toList();
  }

  @Test
  void aRunFillsAWideScreen() {
    var run = Rows.run("r1", Rows.tasks(2), List.of(Rows.failure(7), Rows.failure(3)));

    assertThat(lines(110, 18, Choice.START, Rows.snapshot(run))).containsExactly(
        "parallelr top  1 run                                                                                  14:03:12",
        "nightly  running  12:31  r1  supervisor 9",
        "[#######x>...............................]  12/60 20%  2 failed  2/8 slots  ETA 0:40  1.3/s  1 to be retried",
        "waits: 46 tasks: all 8 slots are in use",
        "stop limits: 1 of 5 in a row, 17% of 50%",
        "*SLOT    TIME / LIMIT     CPU% MEMORY  TASK                         LAST LINE",
        "   1     1:01 / 10:00     10.5   2.9M  t1                           line of t1",
        "   2     2:02 / 10:00     21.0   5.7M  t2                           line of t2",
        "",
        "",
        "",
        "",
        "",
        "",
        "FAILED LAST",
        "     7    0:12 ago  f7  Exit code 3 | boom",
        "     3    0:12 ago  f3  Exit code 3 | boom",
        "q quit  ? help  f output  k end  p pause  +/- slots  d drain  s sort  / filter");
  }

  @Test
  void aNarrowScreenShowsWhatMattersMost() {
    assertThat(lines(40, 8, Choice.START, Rows.snapshot(Rows.run(Rows.tasks(9)))))
        .containsExactly(
            "nightly  running  12:31  20260102T03040…",
            "12/60 20%  2 failed  9/8 slots  ETA 0:40",
            "waits: 46 tasks: all 8 slots are in use",
            "*SLOT    TIME  CPU%  TASK",
            "   1     1:01  10.5  t1",
            "   2     2:02  21.0  t2",
            "   3     3:03  31.5  t3",
            "q quit  ? help  f output  k end  p paus…");
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      1, nightly  running  12:31  20260102T03040…
      2, q quit  ? help  f output  k end  p paus…
      """)
  void theSmallestScreensShowTheRunAndTheKeys(int lines, String last) {
    var shown = lines(40, lines, Choice.START, Rows.snapshot(Rows.run(Rows.tasks(9))));

    assertThat(shown).hasSize(lines).first().asString().startsWith("nightly  running");
    assertThat(shown).last().isEqualTo(last);
  }

  @Test
  void threeLinesHaveATaskAndSoHaveTwentyColumns() {
    var snapshot = Rows.snapshot(Rows.run(Rows.tasks(9)));

    assertThat(lines(40, 3, Choice.START, snapshot).get(1)).isEqualTo("   1     1:01  10.5  t1");
    assertThat(lines(20, 3, Choice.START, snapshot).get(1)).isEqualTo("   1     1:01  t1");
  }

  @Test
  void noLineIsWiderThanTheScreenAtAnySize() {
    var task = Rows.task(1, "測試 a very long name with 測試 in it, which is cut");
    var snapshot = Rows.snapshot(
        Rows.run("r", IntStream.range(0, 30).mapToObj(_ -> task).toList(),
            List.of(Rows.failure(1))));
    for (var mode : List.of(
        new Mode.Tasks(),
        new Mode.Help(),
        new Mode.Typing(""),
        new Mode.Output(new Watch.Target("r", 101), Optional.empty()))) {
      for (int columns = 1; columns < 130; columns += 7) {
        for (int lines = 1; lines < 40; lines += 3) {
          var shown = new View(columns, lines, new Styles(true))
              .of(Choice.START.with(mode), snapshot, Optional.empty());

          assertThat(shown).hasSize(lines);
          int width = columns;
          assertThat(shown).allMatch(line -> line.columnLength() <= width);
        }
      }
    }
  }

  @Test
  void wideCharactersAreCountedAsTwoColumns() {
    var row = lines(40, 8, Choice.START,
        Rows.snapshot(Rows.run(List.of(Rows.task(1, "測試測試測試測試測試測試")))));

    assertThat(row.get(4)).isEqualTo("   1     1:01  10.5  測試測試測試測試測…");
  }

  @Test
  void anAnswerIsWrappedOrLosesItsMiddleButNeverItsEnd() {
    var answer = "task /home/me/nightly/jobs/import-of-customers.sh (sequence 12): cancelled";
    var choice = Choice.START.saying(answer);
    var snapshot = Rows.snapshot(Rows.run(Rows.tasks(3)));

    assertThat(lines(120, 12, choice, snapshot).getLast()).isEqualTo(answer);
    assertThat(String.join("", lines(31, 12, choice, snapshot).subList(9, 12))).isEqualTo(answer);
    assertThat(lines(40, 5, choice, snapshot).getLast())
        .isEqualTo("task /hom…rs.sh (sequence 12): cancelled");
    assertThat(lines(16, 4, choice, snapshot).getLast()).startsWith("tas…").endsWith("cancelled");
    assertThat(lines(40, 5, choice, Snapshot.NONE).getLast()).endsWith("(sequence 12): cancelled");
  }

  @Test
  void nothingOfANameOrAnOutputDrivesTheTerminal() {
    var evil = new TaskRow(1, 5, 1, "a\033[2Jb\nc\u009b", 7, Duration.ZERO, Optional.empty(), 0, 0,
        "x\007y\033]0;t\007");
    var failure = new FailureRow(3, "n\033c", "r\b", Duration.ZERO, "l\033[H");
    var snapshot = Rows.snapshot(Rows.run("r", List.of(evil), List.of(failure)));
    var target = new Watch.Target("r", 5);
    var output = new Followed("r", 5, "n\033c",
        List.of(new OutputLine(OutputLine.Kind.STDERR, "z\033[31m\u202e")), 0);
    var view = new View(120, 24, PLAIN);

    for (var choice : List.of(
        Choice.START.saying("m\033c").withFilter("a\033"),
        Choice.START.with(new Mode.Output(target, Optional.empty())))) {
      assertThat(view.of(choice, snapshot, Optional.of(output)))
          .noneMatch(line -> line.toString().codePoints().anyMatch(ViewTest::isControl));
    }
    assertThat(lines(120, 24, Choice.START, snapshot).get(6)).contains("a\\x1b[2Jb\\nc\\x9b")
        .contains("x\\x07y");
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }

  @Test
  void theSelectedTaskIsAlwaysOnTheScreen() {
    var snapshot = Rows.snapshot(Rows.run(Rows.tasks(200)));
    var choice = Choice.START.selecting(choiceRows(snapshot), 150);

    var shown = new View(80, 12, PLAIN).of(choice, snapshot, Optional.empty());

    assertThat(shown.stream().filter(ViewTest::isSelected).toList()).singleElement()
        .asString()
        .startsWith(" 151  ");
  }

  private static List<TaskRow> choiceRows(Snapshot snapshot) {
    return Choice.START.rows(snapshot);
  }

  private static boolean isSelected(AttributedString line) {
    return line.length() > 0 && line.styleAt(0).equals(AttributedStyle.INVERSE);
  }

  @Test
  void withoutColoursNoneIsUsed() {
    var run = Rows.run("r", Rows.tasks(3), List.of(Rows.failure(1)));

    assertThat(new View(100, 30, PLAIN).of(Choice.START, Rows.snapshot(run), Optional.empty()))
        .noneMatch(line -> line.toAnsi().matches("(?s).*\033\\[(?:\\d+;)*[34]\\d.*"));
    assertThat(
        new View(100, 30, new Styles(true)).of(Choice.START, Rows.snapshot(run), Optional.empty()))
        .anyMatch(line -> line.toAnsi().matches("(?s).*\033\\[(?:\\d+;)*3\\d.*"));
  }

  @Test
  void withoutRunsTheScreenSaysSo() {
    assertThat(lines(60, 4, Choice.START, Rows.snapshot())).containsExactly(
        "parallelr top                                       14:03:12",
        "no run is alive; new runs appear here",
        "",
        "q quit  ? help  f output  k end  p pause  +/- slots  d drai…");
  }

  @Test
  void aFilterAndASortAreSeen() {
    var snapshot = Rows.snapshot(Rows.run(Rows.tasks(12)));
    var choice = Choice.START.withFilter("T1").with(Sort.CPU);

    assertThat(lines(50, 10, choice, snapshot).subList(4, 10)).containsExactly(
        " SLOT    TIME *CPU% MEMORY  TASK",
        "  12    12:12   126    34M  t12",
        "  11    11:11   116    31M  t11",
        "  10    10:10   105    29M  t10",
        "   1     1:01  10.5   2.9M  t1",
        "filter: T1  (Esc shows all)  q quit  ? help  f ou…");
  }

  @Test
  void aTaskThatCannotBeFollowedIsSaidToBeThat() {
    var choice =
        Choice.START.with(new Mode.Output(new Watch.Target("r", 101), Optional.empty()));

    assertThat(lines(80, 6, choice, Rows.snapshot(Rows.run("r", Rows.tasks(1), List.of()))))
        .anyMatch(line -> line.startsWith("-- no output yet"));
    assertThat(lines(80, 6, choice, Rows.snapshot(Rows.run("r", List.of(), List.of()))))
        .anyMatch(line -> line.startsWith("-- nothing to follow: it has ended"));
  }

  @Test
  void anOutputShowsItsEndWhileItIsFollowedAndWrapsLongLines() {
    var lines = IntStream.range(0, 50)
        .mapToObj(i -> new OutputLine(OutputLine.Kind.STDOUT, "line " + i + " 0123456789"))
        .toList();
    var followed = Optional.of(new Followed("r", 101, "t1", lines, 0));
    var target = new Watch.Target("r", 101);
    var snapshot = Rows.snapshot(Rows.run("r", Rows.tasks(1), List.of()));
    var view = new View(14, 6, PLAIN);

    var end = view.of(
        Choice.START.with(new Mode.Output(target, Optional.empty())), snapshot, followed);
    var begin = view.of(
        Choice.START.with(new Mode.Output(target, Optional.of(0L))), snapshot, followed);

    assertThat(end.stream().map(AttributedString::toString)).containsExactly(
        "task 101  t1 …", "line 48 012345", "6789", "line 49 012345", "6789", "following  q …");
    assertThat(begin.stream().map(AttributedString::toString)).containsExactly(
        "task 101  t1 …", "line 0 0123456", "789", "line 1 0123456", "789", "line 1  q bac…");
  }
}
