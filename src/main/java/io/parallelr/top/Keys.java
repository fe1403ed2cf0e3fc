package io.parallelr.top;

import io.parallelr.daemon.ControlRequest;
import io.parallelr.run.ExitStatus;
import io.parallelr.task.Printable;
import java.util.Optional;

/// What keys do: decisions only.
///
/// @param page how many rows of tasks, or lines of an output, are on the screen
record Keys(Choice choice, Snapshot snapshot, Optional<Followed> followed, int page) {
  private static final int INTERRUPTED = 130;

  /// What follows from a key.
  record Step(Choice choice, Optional<Command> command) {}

  /// What follows from one.
  Step press(Key key) {
    if (key instanceof Key.Named named) {
      switch (named) {
        case INTERRUPT -> {
          return does(new Command.Quit(INTERRUPTED));
        }
        case SUSPEND -> {
          return does(new Command.Suspend());
        }
        case REDRAW -> {
          return does(new Command.Redraw());
        }
        default -> {
          // depends on what is shown
        }
      }
    }
    return switch (choice.mode()) {
      case Mode.Tasks _ -> new Keys(choice.saying(""), snapshot, followed, page).inTasks(key);
      case Mode.Help help -> shows(choice.with(inHelp(key, help)));
      case Mode.Confirm(_, var command) -> confirmed(key, command);
      case Mode.Typing(var before) -> typing(key, before);
      case Mode.Output output -> inOutput(key, output);
    };
  }

  private Mode inHelp(Key key, Mode.Help help) {
    return switch (key) {
      case Key.Named.UP -> help.scrolled(-1);
      case Key.Named.DOWN -> help.scrolled(1);
      case Key.Named.PAGE_UP -> help.scrolled(-page);
      case Key.Named.PAGE_DOWN -> help.scrolled(page);
      case Key.Named.HOME -> new Mode.Help(0);
      case Key.Named.END -> new Mode.Help(Integer.MAX_VALUE);
      case Key.Named _,Key.Typed _ -> new Mode.Tasks();
    };
  }

  private Step does(Command command) {
    return new Step(choice, Optional.of(command));
  }

  private static Step shows(Choice next) {
    return new Step(next, Optional.empty());
  }

  private Step inTasks(Key key) {
    return switch (key) {
      case Key.Named named -> move(named);
      case Key.Typed(var c) -> switch (c) {
        case 'q' -> does(new Command.Quit(ExitStatus.ALL_SUCCEEDED));
        case '?', 'h' -> shows(choice.with(new Mode.Help(0)));
        case '/' -> shows(choice.with(new Mode.Typing(choice.filter())));
        case 's' -> sorted();
        case 'f' -> follow();
        case 'k' -> kill();
        case 'p' -> ofRun(this::pause);
        case 'S' -> ofRun(run -> ask(run, new ControlRequest.Pause(true)));
        case '+' -> ofRun(run -> ask(run, new ControlRequest.Slots("+1")));
        case '-' -> ofRun(run -> ask(run, new ControlRequest.Slots("-1")));
        case 'e' -> ofRun(run -> ask(run, new ControlRequest.Explain(Optional.empty())));
        case 'd' -> ofRun(this::drain);
        default -> shows(choice);
      };
    };
  }

  private Step move(Key.Named key) {
    var rows = choice.rows(snapshot);
    int index = choice.index(rows);
    return shows(switch (key) {
      case UP -> choice.selecting(rows, index - 1);
      case DOWN -> choice.selecting(rows, index + 1);
      case PAGE_UP -> choice.selecting(rows, index - Math.max(1, page));
      case PAGE_DOWN -> choice.selecting(rows, index + Math.max(1, page));
      case HOME -> choice.selecting(rows, 0);
      case END -> choice.selecting(rows, rows.size() - 1);
      case TAB -> nextRun(1);
      case BACK_TAB -> nextRun(-1);
      case ESCAPE -> choice.withFilter("");
      case ENTER -> follow().choice();
      case BACKSPACE, INTERRUPT, SUSPEND, REDRAW -> choice;
    });
  }

  private Choice nextRun(int step) {
    var runs = snapshot.runs();
    if (runs.isEmpty()) {
      return choice;
    }
    int index = choice.run(snapshot).map(runs::indexOf).orElse(0);
    return choice.withRun(runs.get(Math.floorMod(index + step, runs.size())).id());
  }

  private Step sorted() {
    var sort = choice.sort().next();
    return shows(choice.with(sort).saying("sorted by " + sort.word()));
  }

  private Optional<TaskRow> selected() {
    var rows = choice.rows(snapshot);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(choice.index(rows)));
  }

  private Step follow() {
    var run = choice.run(snapshot);
    var task = selected();
    if (run.isEmpty() || task.isEmpty()) {
      return shows(choice.saying("no task is running"));
    }
    var target = new Watch.Target(run.get().id(), task.get().sequence());
    var rows = choice.rows(snapshot);
    return shows(
        choice.selecting(rows, choice.index(rows)).with(new Mode.Output(target, Optional.empty())));
  }

  private Step kill() {
    var run = choice.run(snapshot);
    var task = selected();
    if (run.isEmpty() || task.isEmpty()) {
      return shows(choice.saying("no task is running"));
    }
    return shows(
        choice.with(
            new Mode.Confirm(
                "End task %d (%s)? y/n"
                    .formatted(task.get().sequence(), Printable.of(task.get().name())),
                new Command.Cancel(run.get().id(), task.get()))));
  }

  /// Something that is done to a run.
  private interface OfRun {
    Step apply(RunRow run);
  }

  private Step ofRun(OfRun action) {
    var run = choice.run(snapshot);
    return run.filter(RunRow::isAlive).isPresent()
        ? action.apply(run.get())
        : shows(choice.saying(run.isPresent() ? "the run is over" : "no run is alive"));
  }

  private Step ask(RunRow run, ControlRequest request) {
    return new Step(
        choice.saying(request.word() + " ..."),
        Optional.of(new Command.Ask(run.id(), request)));
  }

  private Step pause(RunRow run) {
    return ask(
        run,
        run.phase() == RunRow.Phase.PAUSED
            ? new ControlRequest.Unpause()
            : new ControlRequest.Pause(false));
  }

  private Step drain(RunRow run) {
    return shows(
        choice.with(
            new Mode.Confirm(
                "Start no more tasks, and end when those end that run? y/n",
                new Command.Drain(run.id()))));
  }

  private Step confirmed(Key key, Command command) {
    var back = choice.with(new Mode.Tasks());
    return key instanceof Key.Typed(var c) && (c == 'y' || c == 'Y')
        ? new Step(back.saying("..."), Optional.of(command))
        : shows(back.saying("nothing was done"));
  }

  private Step typing(Key key, String before) {
    var filter = choice.filter();
    return shows(switch (key) {
      case Key.Typed(var c) -> choice.withFilter(filter + Character.toString(c));
      case Key.Named.BACKSPACE -> choice.withFilter(
          filter.isEmpty()
              ? filter
              : filter.substring(0, filter.offsetByCodePoints(filter.length(), -1)));
      case Key.Named.ENTER -> choice.with(new Mode.Tasks());
      case Key.Named.ESCAPE -> choice.withFilter(before).with(new Mode.Tasks());
      case Key.Named _ -> choice;
    });
  }

  private Step inOutput(Key key, Mode.Output output) {
    var target = output.target();
    return switch (key) {
      case Key.Named.UP -> shows(scrolled(output, -1));
      case Key.Named.DOWN -> shows(scrolled(output, 1));
      case Key.Named.PAGE_UP -> shows(scrolled(output, -page));
      case Key.Named.PAGE_DOWN -> shows(scrolled(output, page));
      case Key.Named.HOME -> shows(
          choice.with(new Mode.Output(target, followed.map(Followed::dropped))));
      case Key.Named.END -> shows(choice.with(new Mode.Output(target, Optional.empty())));
      case Key.Named.ESCAPE, Key.Named.ENTER -> shows(choice.with(new Mode.Tasks()));
      case Key.Named _ -> shows(choice);
      case Key.Typed(var c) when c == 'q' || c == 'f' -> shows(choice.with(new Mode.Tasks()));
      case Key.Typed _ -> shows(choice);
    };
  }

  private Choice scrolled(Mode.Output output, int lines) {
    if (followed.isEmpty()) {
      return choice;
    }
    long first = followed.get().dropped();
    long end = first + followed.get().lines().size();
    long top = Math.max(first, output.top().orElse(end - page) + lines);
    return choice.with(
        new Mode.Output(
            output.target(), top + page >= end ? Optional.empty() : Optional.of(top)));
  }
}
