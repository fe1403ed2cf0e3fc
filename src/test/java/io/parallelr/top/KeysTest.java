package io.parallelr.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.daemon.ControlRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  private final List<TaskRow> tasks = Rows.tasks(30);
  private final Snapshot snapshot = Rows.snapshot(
      Rows.run("r1", tasks, List.of()), Rows.run("r2", Rows.tasks(1), List.of()));
  private Choice choice = Choice.START;
  private Optional<Followed> followed = Optional.empty();

  /// Presses keys; returns the last command.
  private Optional<Command> press(Key... keys) {
    var command = Optional.<Command>empty();
    for (var key : keys) {
      var step = new Keys(choice, snapshot, followed, 10).press(key);
      choice = step.choice();
      command = step.command();
    }
    return command;
  }

  private Optional<Command> type(String text) {
    return press(text.chars().mapToObj(Key.Typed::new).toArray(Key[]::new));
  }

  private int selected() {
    return choice.index(choice.rows(snapshot)) + 1;
  }

  @Test
  void arrowsAndPagesSelectWithinTheTasks() {
    press(Key.Named.DOWN, Key.Named.DOWN);
    assertThat(selected()).isEqualTo(3);
    press(Key.Named.PAGE_DOWN);
    assertThat(selected()).isEqualTo(13);
    press(Key.Named.END);
    assertThat(selected()).isEqualTo(30);
    press(Key.Named.DOWN, Key.Named.PAGE_UP, Key.Named.UP);
    assertThat(selected()).isEqualTo(19);
    press(Key.Named.HOME, Key.Named.UP);
    assertThat(selected()).isEqualTo(1);
  }

  @Test
  void aTaskStaysSelectedWhenTheOrderChanges() {
    press(Key.Named.DOWN);
    type("s");

    assertThat(choice.sort()).isEqualTo(Sort.TIME);
    assertThat(choice.rows(snapshot).get(choice.index(choice.rows(snapshot))).slot()).isEqualTo(2);
    assertThat(selected()).isEqualTo(29);
    type("ssss");
    assertThat(choice.sort()).isEqualTo(Sort.SLOT);
  }

  @Test
  void aTaskIsEndedOnlyAfterAYes() {
    press(Key.Named.DOWN);

    assertThat(type("k")).isEmpty();
    assertThat(choice.mode()).isInstanceOfSatisfying(
        Mode.Confirm.class, c -> assertThat(c.question()).isEqualTo("End task 102 (t2)? y/n"));
    assertThat(type("n")).isEmpty();
    assertThat(choice.message()).isEqualTo("nothing was done");
    assertThat(type("ky")).contains(new Command.Cancel("r1", tasks.get(1)));
    assertThat(choice.mode()).isEqualTo(new Mode.Tasks());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENTER", "ESCAPE", "DOWN", "TAB"})
  void anyOtherKeyIsANo(Key.Named key) {
    type("k");

    assertThat(press(key)).isEmpty();
    assertThat(choice.mode()).isEqualTo(new Mode.Tasks());
  }

  @Test
  void drainingAsksToo() {
    assertThat(type("d")).isEmpty();
    assertThat(type("y")).contains(new Command.Drain("r1"));
  }

  @Test
  void runsAreAskedAtOnce() {
    assertThat(type("+")).contains(new Command.Ask("r1", new ControlRequest.Slots("+1")));
    assertThat(type("-")).contains(new Command.Ask("r1", new ControlRequest.Slots("-1")));
    assertThat(type("p")).contains(new Command.Ask("r1", new ControlRequest.Pause(false)));
    assertThat(type("S")).contains(new Command.Ask("r1", new ControlRequest.Pause(true)));
    assertThat(type("e"))
        .contains(new Command.Ask("r1", new ControlRequest.Explain(Optional.empty())));
  }

  @Test
  void aPausedRunIsContinued() {
    var run = Rows.run(tasks);
    var paused = new RunRow(run.id(), run.label(), false, run.pid(), "paused", RunRow.Phase.PAUSED,
        run.tasks(), run.done(), run.failed(), run.slots(), 0, run.waitsFor(), run.limits(),
        run.rate(), run.remaining(), run.elapsed(), run.running(), run.failures());

    var step = new Keys(choice, Rows.snapshot(paused), followed, 10).press(Key.typed('p'));

    assertThat(step.command())
        .contains(new Command.Ask(run.id(), new ControlRequest.Unpause()));
  }

  @Test
  void nothingIsAskedOfARunThatIsOver() {
    var run = Rows.run(List.of());
    var over = Rows.snapshot(
        new RunRow(run.id(), run.label(), false, run.pid(), "succeeded", RunRow.Phase.OVER,
            run.tasks(), 60, 0, 8, 0, Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), run.elapsed(), List.of(), List.of()));
    for (char key : "+-pSed".toCharArray()) {
      var step = new Keys(choice, over, followed, 10).press(Key.typed(key));

      assertThat(step.command()).isEmpty();
      assertThat(step.choice().message()).isEqualTo("the run is over");
    }
    assertThat(new Keys(choice, over, followed, 10).press(Key.typed('k')).choice().message())
        .isEqualTo("no task is running");
  }

  @Test
  void tabGoesThroughTheRuns() {
    press(Key.Named.TAB);
    assertThat(type("+")).contains(new Command.Ask("r2", new ControlRequest.Slots("+1")));
    press(Key.Named.TAB);
    assertThat(type("+")).contains(new Command.Ask("r1", new ControlRequest.Slots("+1")));
    press(Key.Named.BACK_TAB);
    assertThat(choice.run()).contains("r2");
  }

  @Test
  void aFilterIsTypedAndGivenUp() {
    type("/t30");
    assertThat(choice.rows(snapshot)).hasSize(1);
    press(Key.Named.BACKSPACE);
    assertThat(choice.filter()).isEqualTo("t3");
    press(Key.Named.ENTER);
    assertThat(choice.mode()).isEqualTo(new Mode.Tasks());
    type("/x");
    press(Key.Named.ESCAPE);
    assertThat(choice.filter()).isEqualTo("t3");
    press(Key.Named.ESCAPE);
    assertThat(choice.filter()).isEmpty();
    type("/q");
    assertThat(choice.filter()).as("keys are text there").isEqualTo("q");
  }

  @Test
  void anOutputIsFollowedAndScrolled() {
    press(Key.Named.DOWN, Key.Named.ENTER);
    var target = new Watch.Target("r1", 102);
    assertThat(choice.mode()).isEqualTo(new Mode.Output(target, Optional.empty()));
    followed = Optional.of(
        new Followed("r1", 102, "t2",
            IntStream.range(0, 40)
                .mapToObj(i -> new OutputLine(OutputLine.Kind.STDOUT, "" + i))
                .toList(),
            100));

    press(Key.Named.UP);
    assertThat(choice.mode()).isEqualTo(new Mode.Output(target, Optional.of(129L)));
    press(Key.Named.PAGE_UP, Key.Named.PAGE_UP, Key.Named.PAGE_UP);
    assertThat(choice.mode()).isEqualTo(new Mode.Output(target, Optional.of(100L)));
    press(Key.Named.PAGE_DOWN, Key.Named.PAGE_DOWN, Key.Named.PAGE_DOWN);
    assertThat(choice.mode()).as("at the end").isEqualTo(new Mode.Output(target, Optional.empty()));
    assertThat(type("q")).isEmpty();
    assertThat(choice.mode()).isEqualTo(new Mode.Tasks());
  }

  @Test
  void helpScrolls() {
    type("?");
    press(Key.Named.DOWN, Key.Named.DOWN);
    assertThat(choice.mode()).isEqualTo(new Mode.Help(2));
    press(Key.Named.UP, Key.Named.UP, Key.Named.UP);
    assertThat(choice.mode()).isEqualTo(new Mode.Help(0));
    press(Key.Named.END);
    var settled = new View(40, 10, new Styles(false)).settled(choice);
    assertThat(settled.mode()).isEqualTo(new Mode.Help(new HelpPage(40).text().size() - 8));
  }

  @Test
  void helpEndsWithAnyKey() {
    type("?");
    assertThat(choice.mode()).isEqualTo(new Mode.Help(0));
    assertThat(type("q")).isEmpty();
    assertThat(choice.mode()).isEqualTo(new Mode.Tasks());
  }

  @Test
  void theViewEndsByQAndByCtrlCWhateverIsShown() {
    assertThat(type("q")).contains(new Command.Quit(0));
    for (var keys : List.of("", "?", "/", "k", "f")) {
      type(keys);
      assertThat(press(Key.Named.INTERRUPT)).as(keys).contains(new Command.Quit(130));
      assertThat(press(Key.Named.SUSPEND)).contains(new Command.Suspend());
      press(Key.Named.ESCAPE);
    }
  }
}
