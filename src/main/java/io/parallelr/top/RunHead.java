package io.parallelr.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// The lines about a run as a whole.
///
/// @param columns of the screen
record RunHead(int columns, Styles styles) {
  private static final int LONGEST_BAR = 40;
  private static final int SHORTEST_BAR = 8;

  AttributedString title(Snapshot snapshot, RunRow run) {
    var line = new Line(columns).add("parallelr top", Styles.STRONG);
    int number = snapshot.runs().indexOf(run) + 1;
    line.add(
        snapshot.runs().size() == 1
            ? "  1 run"
            : "  run %d of %d (Tab)".formatted(number, snapshot.runs().size()));
    return line.atEnd("%tT".formatted(snapshot.time()), Styles.PLAIN).done();
  }

  AttributedString run(RunRow run) {
    var line = new Line(columns);
    line.add(run.label().orElse(run.id()), Styles.STRONG).add("  ");
    line.add(run.state(), state(run)).add("  " + Units.clock(run.elapsed()));
    run.label().ifPresent(_ -> line.add("  " + run.id()));
    return line.add("  supervisor " + run.pid()).done();
  }

  private AttributedStyle state(RunRow run) {
    return switch (run.phase()) {
      case RUNNING -> styles.good().bold();
      case PAUSED, ENDING -> styles.notice().bold();
      case OVER -> run.state().startsWith("succeeded")
          ? styles.good().bold()
          : styles.bad().bold();
    };
  }

  AttributedString progress(RunRow run) {
    var parts = new ArrayList<String>();
    parts.add(run.tasks()
        .map(all -> "%d/%d %d%%".formatted(
            run.done(), all, all == 0 ? 100 : run.done() * 100 / all))
        .orElse(run.done() + " done"));
    parts.add(run.failed() + " failed");
    if (run.isAlive()) {
      parts.add("%d/%d slots".formatted(run.running().size(), run.slots()));
      run.remaining().ifPresent(time -> parts.add("ETA " + Units.clock(time)));
      run.rate().ifPresent(rate -> parts.add(Units.rate(rate)));
      if (run.retries() > 0) {
        parts.add("%d to be retried".formatted(run.retries()));
      }
    }
    int texts = parts.stream().mapToInt(part -> Line.width(part) + 2).sum();
    var line = new Line(columns);
    int bar = Math.min(LONGEST_BAR, columns - texts - 2);
    if (run.tasks().isPresent() && bar >= SHORTEST_BAR) {
      bar(line, run, run.tasks().get(), bar);
      line.add("  ");
    }
    for (int i = 0; i < parts.size(); i++) {
      boolean isBad = i == 1 && run.failed() > 0;
      line.add(i == 0 ? "" : "  ").add(parts.get(i), isBad ? styles.bad() : Styles.PLAIN);
    }
    return line.done();
  }

  /// Succeeded or cancelled tasks as `#`, failed ones as `x`, running ones as `>`.
  private void bar(Line line, RunRow run, long all, int width) {
    int done = share(run.done(), all, width);
    int failed =
        Math.min(done, run.failed() == 0 ? 0 : Math.max(1, share(run.failed(), all, width)));
    int running = Math.min(width - done, share(run.running().size(), all, width));
    line.add("[")
        .add("#".repeat(done - failed), styles.good())
        .add("x".repeat(failed), styles.bad())
        .add(">".repeat(running), styles.notice())
        .add(".".repeat(width - done - running))
        .add("]");
  }

  private static int share(long part, long all, int width) {
    return all == 0 ? width : (int) Math.min(width, part * width / all);
  }

  /// What there is to say besides.
  List<AttributedString> notes(RunRow run, Optional<String> problem) {
    var notes = new ArrayList<AttributedString>();
    problem.ifPresent(p -> notes.add(note(p, styles.bad())));
    run.waitsFor().ifPresent(reason -> notes.add(note("waits: " + reason, styles.notice())));
    if (run.isServer()) {
      notes.add(
          note("its jobs, and which of them failed: parallelr jobs ls, parallelr jobs show ID",
              Styles.PLAIN));
    }
    run.limits().ifPresent(limits -> notes.add(note("stop limits: " + limits, Styles.PLAIN)));
    return notes;
  }

  private AttributedString note(String text, AttributedStyle style) {
    return new Line(columns).add(text, style).done();
  }

  /// The tasks that have failed last.
  List<AttributedString> failures(RunRow run, int lines) {
    var shown = new ArrayList<AttributedString>();
    if (lines > 0) {
      shown.add(new Line(columns).add("FAILED LAST", styles.heading()).done());
    }
    for (var failure : run.failures().stream().limit(lines).toList()) {
      var line = new Line(columns)
          .rightCell(Integer.toString(failure.sequence()), 6, Styles.PLAIN)
          .rightCell(Units.clock(failure.ago()) + " ago", 12, Styles.PLAIN)
          .add("  " + failure.name(), Styles.STRONG)
          .add("  " + failure.reason(), styles.bad());
      shown.add(
          (failure.lastLine().isBlank() ? line : line.add(" | " + failure.lastLine())).done());
    }
    return shown;
  }
}
