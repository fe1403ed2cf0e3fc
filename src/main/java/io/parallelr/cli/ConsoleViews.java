package io.parallelr.cli;

import io.parallelr.daemon.Controlled;
import io.parallelr.daemon.Startup;
import io.parallelr.engine.RunListener;
import io.parallelr.journal.JsonLines;
import io.parallelr.journal.RunReport;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.run.CloseStack;
import io.parallelr.run.NothingToDo;
import io.parallelr.run.ReadyRun;
import io.parallelr.run.RunViews;
import io.parallelr.run.TaskNames;
import io.parallelr.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows a run on the console, as the options ask for it.
final class ConsoleViews implements RunViews {
  private static final Logger log = LoggerFactory.getLogger(ConsoleViews.class);
  /// How many tasks have a line each on a terminal when they succeed.
  private static final int MOST_SHOWN = 20;

  private final GivenOptions options;
  private final Terminal terminal;
  private final ReadyRun run;
  private final Optional<Startup> startup;
  private final LostOutput lost = new LostOutput();

  /// @param startup of a detached run, which whoever detached it waits for
  ConsoleViews(
      GivenOptions options,
      Terminal terminal,
      ReadyRun run,
      Optional<Startup> startup) {
    this.options = options;
    this.terminal = terminal;
    this.run = run;
    this.startup = startup;
  }

  /// Whether a line is shown of each task that succeeds. Where there are many, the live line stands
  /// for them.
  static boolean showsSuccesses(GivenOptions options, Terminal terminal, OptionalInt tasks) {
    boolean isMany = tasks.isPresent() && tasks.getAsInt() > MOST_SHOWN;
    return options.is(Options.VERBOSE) || !isMany || !terminal.animates()
        || !hasProgress(options, terminal);
  }

  private static boolean hasProgress(GivenOptions options, Terminal terminal) {
    return options.of(Options.PROGRESS)
        .orElseGet(() -> !options.is(Options.QUIET) && terminal.animates());
  }

  @Override
  public List<RunListener> progress(Controlled controlled, CloseStack opened) {
    var shown = new ArrayList<RunListener>();
    if (hasProgress(options, terminal)) {
      shown.add(opened.later(new Progress(terminal, controlled, run.ticker())));
    }
    if (printsLines()) {
      shown.add(
          opened.later(new LinePrinter(run.directory().output(), terminal, this::tag, lost)));
    }
    return shown;
  }

  /// Whether lines are printed while tasks run: in the order of tasks they are not.
  private boolean printsLines() {
    return options.is(Options.LINE_BUFFER) && !options.is(Options.KEEP_ORDER);
  }

  /// What each line that a task prints begins with.
  private byte[] tag(Task task) {
    return options.is(Options.TAG_OUTPUT)
        ? NativeText.bytes(TaskNames.brief(task) + '\t')
        : new byte[0];
  }

  @Override
  public Optional<RunListener> printer(CloseStack opened) {
    if (!options.is(Options.PRINT) || printsLines()) {
      return Optional.empty();
    }
    var printer = new OutputPrinter(terminal, this::tag, lost);
    return Optional.of(
        options.is(Options.KEEP_ORDER) ? opened.later(new KeepOrder(printer)) : printer);
  }

  /// A detached one is heard by whoever has started it.
  @Override
  public void nothingToDo(NothingToDo why) throws IOException {
    if (startup.isPresent()) {
      terminal.stderr().println("parallelr: " + why.text());
    } else if (options.is(Options.JSON)) {
      terminal.print(JsonText.object(json -> {
        json.writeStringProperty("continues", why.run());
        json.writeStringProperty("end", "nothing-to-do");
        json.writeNumberProperty("exit_status", why.exitStatus());
        json.writeNumberProperty("total", why.tasks());
        json.writeNumberProperty("skipped", why.tasks());
      }) + '\n');
    } else if (!options.is(Options.QUIET)) {
      (options.is(Options.PRINT) ? terminal.stderr() : terminal.stdout())
          .write(NativeText.bytes(why.text() + '\n'));
    }
  }

  @Override
  public void clear() {
    terminal.clear();
  }

  @Override
  public void started() throws IOException {
    if (startup.isPresent()) {
      var session = run.session();
      startup.get()
          .ready(new Startup.Ready(session.pid(), session.id(), run.directory().path()));
    }
  }

  @Override
  public void report(RunReport report, JsonLines lines) throws IOException {
    try {
      if (options.is(Options.JSON)) {
        terminal.stdout().write(NativeText.bytes(lines.summary(report) + '\n'));
      } else if (!options.is(Options.QUIET)) {
        // with --print, standard output is the tasks' alone
        (options.is(Options.PRINT) ? terminal.stderr() : terminal.stdout())
            .write(NativeText.bytes(Reports.text(report, run)));
      }
    } catch (StandardStream.ReaderGone e) {
      log.debug("the report was not printed", e); // the run is what counts
    }
  }

  /// Checks, when the run is over, that all was printed that was to be, as far as somebody reads
  /// it.
  ///
  /// @throws IOException if some could not be
  void requirePrinted() throws IOException {
    lost.require(run.directory());
  }
}
