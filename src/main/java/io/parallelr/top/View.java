package io.parallelr.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;

/// The screen as lines, from what there is and what the user has chosen to see: decisions only.
///
/// @param columns of the screen; at least 1
/// @param lines of the screen; at least 1
record View(int columns, int lines, Styles styles) {
  private static final String KEYS =
      "q quit  ? help  f output  k end  p pause  +/- slots  d drain  s sort  / filter";
  private static final List<String> HELP = List.of(
      "up, down, PgUp, PgDn   select a task",
      "Enter, f               follow its output; q returns",
      "k                      end it (asks)",
      "p                      pause the run, or continue it",
      "S                      suspend it: stop its tasks, too",
      "+ and -                one slot more or less",
      "d                      drain: start nothing more (asks)",
      "e                      explain what the run waits for",
      "s                      sort by slot, time, cpu, memory, name",
      "/                      show tasks whose names contain a text",
      "Esc                    show all tasks",
      "Tab                    the next run",
      "Ctrl-L                 draw all again",
      "q, Ctrl-C              quit; the runs continue");

  private static final OutputLine NOT_FOUND = new OutputLine(
      OutputLine.Kind.NOTE,
      "nothing to follow: it has ended, or is a step of a server (see parallelr jobs logs)");
  private static final OutputLine NOT_YET = new OutputLine(
      OutputLine.Kind.NOTE, "no output yet; for a step of a server, see parallelr jobs logs");

  /// What is on the screen: as many lines as it has.
  List<AttributedString> of(Choice choice, Snapshot snapshot, Optional<Followed> followed) {
    return switch (choice.mode()) {
      case Mode.Help _ -> help();
      case Mode.Output(var target, var top) -> output(choice, snapshot, target, top, followed);
      case Mode.Tasks _,Mode.Confirm _,Mode.Typing _ -> tasks(choice, snapshot);
    };
  }

  /// How many rows of tasks, or lines of an output, there are.
  int page(Choice choice, Snapshot snapshot) {
    return switch (choice.mode()) {
      case Mode.Output _ -> Math.max(1, lines - 2);
      default -> choice.run(snapshot)
          .map(run -> layout(run, snapshot, bottom(choice).size()).tasks())
          .orElse(1);
    };
  }

  private List<AttributedString> help() {
    var shown = new ArrayList<AttributedString>();
    if (lines > HELP.size() + 2) {
      shown.add(new Line(columns).add("Keys", Styles.STRONG).done());
      shown.add(AttributedString.EMPTY);
    }
    HELP.forEach(line -> shown.add(new Line(columns).add(line).done()));
    return exactly(shown);
  }

  private List<AttributedString> exactly(List<AttributedString> shown) {
    var screen = new ArrayList<>(shown.subList(0, Math.min(lines, shown.size())));
    while (screen.size() < lines) {
      screen.add(AttributedString.EMPTY);
    }
    return screen;
  }

  private Layout layout(RunRow run, Snapshot snapshot, int messages) {
    return Layout.of(
        lines,
        new RunHead(columns, styles).notes(run, snapshot.problem()).size(),
        run.failures().size(),
        messages);
  }

  private List<AttributedString> tasks(Choice choice, Snapshot snapshot) {
    var run = choice.run(snapshot);
    var bottom = bottom(choice);
    return run.isPresent()
        ? tasks(choice, snapshot, run.get(), bottom)
        : nothing(snapshot, bottom);
  }

  private List<AttributedString> nothing(Snapshot snapshot, List<AttributedString> bottom) {
    var shown = new ArrayList<AttributedString>();
    shown.add(
        new Line(columns).add("parallelr top", Styles.STRONG)
            .atEnd("%tT".formatted(snapshot.time()), Styles.PLAIN)
            .done());
    shown.add(new Line(columns).add("no run is alive; new runs appear here").done());
    snapshot.problem()
        .ifPresent(problem -> shown.add(new Line(columns).add(problem, styles.bad()).done()));
    int last = Math.min(bottom.size(), Layout.mostMessages(lines));
    while (shown.size() < lines - last) {
      shown.add(AttributedString.EMPTY);
    }
    shown.addAll(bottom.subList(0, last));
    return exactly(shown);
  }

  private List<AttributedString> tasks(
      Choice choice,
      Snapshot snapshot,
      RunRow run,
      List<AttributedString> bottom) {
    var layout = layout(run, snapshot, bottom.size());
    var head = new RunHead(columns, styles);
    var table = new TaskTable(columns, styles);
    var rows = choice.rows(snapshot);
    var shown = new ArrayList<AttributedString>();
    if (layout.title()) {
      shown.add(head.title(snapshot, run));
    }
    if (layout.run()) {
      shown.add(head.run(run));
    }
    if (layout.progress()) {
      shown.add(head.progress(run));
    }
    shown.addAll(head.notes(run, snapshot.problem()).subList(0, layout.notes()));
    if (layout.heading()) {
      shown.add(table.heading(choice.sort()));
    }
    shown.addAll(table.rows(rows, layout.tasks(), choice.index(rows)));
    shown.addAll(head.failures(run, layout.failures()));
    shown.addAll(bottom.subList(0, layout.bottom()));
    return exactly(shown);
  }

  /// The lines at the bottom: a question, what is typed, the latest answer, or what keys there are.
  private List<AttributedString> bottom(Choice choice) {
    return switch (choice.mode()) {
      case Mode.Confirm(var question, _) -> said(question);
      case Mode.Typing _ -> List.of(
          new Line(columns).add("filter: ", Styles.STRONG).add(choice.filter() + "_").done());
      default -> choice.message().isEmpty()
          ? List.of(keys(choice.filter()))
          : said(choice.message());
    };
  }

  private List<AttributedString> said(String text) {
    return new Message(columns, Layout.mostMessages(lines)).lines(text)
        .stream()
        .map(line -> new Line(columns).add(line, Styles.STRONG).done())
        .toList();
  }

  private AttributedString keys(String filter) {
    var line = new Line(columns);
    if (!filter.isEmpty()) {
      line.add("filter: " + filter, styles.notice()).add("  (Esc shows all)  ");
    }
    return line.add(KEYS).done();
  }

  private List<AttributedString> output(
      Choice choice,
      Snapshot snapshot,
      Watch.Target target,
      Optional<Long> top,
      Optional<Followed> followed) {
    var text = followed.filter(
        f -> f.sequence() == target.sequence() && f.run().equals(target.run()));
    var line = new Line(columns);
    var name = text.map(Followed::task).or(() -> choice.task().map(TaskRow::name)).orElse("");
    line.add("task %d  %s".formatted(target.sequence(), name), Styles.SELECTED);
    var running = snapshot.run(target.run())
        .stream()
        .flatMap(run -> run.running().stream())
        .filter(task -> task.sequence() == target.sequence())
        .findFirst();
    running.ifPresent(task -> line.add("  " + Units.clock(task.age()), Styles.SELECTED));
    line.fill(Styles.SELECTED);
    var page = new OutputPage(columns, Math.max(1, lines - 2), styles);
    var shown = new ArrayList<AttributedString>();
    if (lines >= 3) {
      shown.add(line.done());
    }
    shown.addAll(
        page.of(
            text.orElse(
                new Followed(
                    target.run(),
                    target.sequence(),
                    "",
                    List.of(running.isPresent() ? NOT_YET : NOT_FOUND),
                    0)),
            top));
    shown.add(
        new Line(columns)
            .add(top.isEmpty() ? "following" : "line %d".formatted(top.get() + 1), Styles.STRONG)
            .add("  q back  up, down, PgUp, PgDn, Home scroll  End follow")
            .done());
    return exactly(shown);
  }
}
