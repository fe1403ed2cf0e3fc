package io.parallelr.top;

import io.parallelr.engine.Ticker;
import io.parallelr.os.Processes;
import io.parallelr.os.Signals;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The full-screen view. One thread owns what is shown: it takes events, decides with [Keys] what
/// follows from them, and draws. Others look at the runs, read the keys, and ask the runs for what
/// the user wants, so that nothing holds it up.
public final class Top {
  /// How long it is waited for a sign that this process was stopped: nobody may be able to.
  private static final long LONGEST_STOP_MILLIS = 300;
  private static final long LONGEST_END_MILLIS = 1000;
  private static final int HUNG_UP = 129;
  private static final Map<String, Integer> ENDING = Map.of("INT", 130, "TERM", 143, "HUP", 129);

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Screen screen;
  private final Watcher watcher;
  private final Control control;
  private final InputStream keys;
  private final Ticker ticker;
  private final Styles styles;
  private Choice choice = Choice.START;
  private Optional<Snapshot> seen = Optional.empty();
  private Optional<Followed> followed = Optional.empty();

  /// What the view needs of the process that it is in.
  ///
  /// @param keys what is typed on the terminal
  /// @param hasColours whether colours may be used
  public record Surroundings(InputStream keys, Ticker ticker, boolean hasColours) {}

  private Top(Screen screen, Watch watch, Control control, Surroundings surroundings) {
    this.screen = screen;
    this.control = control;
    this.keys = surroundings.keys();
    this.ticker = surroundings.ticker();
    this.styles = new Styles(surroundings.hasColours());
    this.watcher = new Watcher(watch, ticker, this::take);
  }

  /// Shows runs until the user quits or a signal comes. The terminal is as it was then, whatever
  /// happens.
  ///
  /// @return the exit status
  /// @throws IOException if standard input and output are not a terminal that can do this
  public static int show(Watch watch, Control control, Surroundings surroundings)
      throws IOException, InterruptedException {
    try (var screen = Screen.take()) {
      return new Top(screen, watch, control, surroundings).show();
    }
  }

  private int show() throws InterruptedException {
    handleSignals();
    daemon("keys", this::readKeys);
    daemon("watch", watcher::run);
    while (true) {
      var status = handle(events.take());
      for (var more = events.poll(); status.isEmpty() && more != null; more = events.poll()) {
        status = handle(more);
      }
      if (status.isPresent()) {
        return status.get();
      }
      draw();
    }
  }

  private void handleSignals() {
    ENDING.forEach((name, status) -> Signals.handle(name, () -> end(status)));
    Signals.handle("WINCH", () -> events.add(new Event.Resized()));
    Signals.handle("CONT", () -> events.add(new Event.Continued()));
    handleStop();
  }

  private void handleStop() {
    Signals.handle("TSTP", () -> events.add(new Event.Stopped()));
  }

  /// Ends the view by a signal, even if its thread is held up by a terminal that takes nothing.
  private void end(int status) {
    events.add(new Event.Ended(status));
    daemon("end", () -> {
      TimeUnit.MILLISECONDS.sleep(LONGEST_END_MILLIS);
      Runtime.getRuntime().halt(status);
    });
  }

  /// Work that may be interrupted, or go wrong.
  private interface Job {
    void run() throws IOException, InterruptedException;
  }

  private void daemon(String name, Job job) {
    Thread.ofPlatform().name(name).daemon().start(() -> {
      try {
        job.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // nobody else does this
      } catch (IOException | RuntimeException | Error e) {
        events.add(new Event.Failed(e));
      }
    });
  }

  private void readKeys() {
    try {
      var decoder = new KeyDecoder(new TerminalInput(keys));
      for (var key = decoder.next(); key.isPresent(); key = decoder.next()) {
        events.add(new Event.Pressed(key.get()));
      }
    } catch (IOException e) {
      // as at the end: the terminal is gone
    }
    events.add(new Event.Ended(HUNG_UP));
  }

  /// Takes an event from another thread.
  private void take(Event event) {
    events.add(event);
  }

  /// Takes an event; returns the exit status if it ends the view.
  private Optional<Integer> handle(Event event) throws InterruptedException {
    switch (event) {
      case Event.Pressed(var key) -> {
        return press(key);
      }
      case Event.Seen(var snapshot, var output) -> {
        seen = Optional.of(snapshot);
        followed = output;
        keepSelection(snapshot);
      }
      case Event.Answered(var text) -> choice = choice.saying(text);
      case Event.Resized() -> screen.redraw();
      case Event.Continued() -> screen.takeAgain();
      case Event.Stopped() -> stop();
      case Event.Ended(var status) -> {
        return Optional.of(status);
      }
      case Event.Failed(var problem) ->
        throw new IllegalStateException("top: " + problem, problem);
    }
    return Optional.empty();
  }

  /// A selected task stays selected while it runs; then the task that takes its row is selected.
  private void keepSelection(Snapshot snapshot) {
    var rows = choice.rows(snapshot);
    choice = choice.selecting(rows, choice.index(rows));
  }

  private Optional<Integer> press(Key key) throws InterruptedException {
    var snapshot = seen.orElse(Snapshot.NONE);
    var view = view();
    var step = new Keys(choice, snapshot, followed, view.page(choice, snapshot)).press(key);
    choice = view.settled(step.choice());
    watcher.follow(
        choice.mode() instanceof Mode.Output(var target, _)
            ? Optional.of(target)
            : Optional.empty());
    if (step.command().isPresent()) {
      return perform(step.command().get());
    }
    return Optional.empty();
  }

  private Optional<Integer> perform(Command command) throws InterruptedException {
    switch (command) {
      case Command.Quit(var status) -> {
        return Optional.of(status);
      }
      case Command.Redraw() -> screen.redraw();
      case Command.Suspend() -> stop();
      case Command.Ask(var run, var request) -> answer(() -> control.ask(run, request));
      case Command.Drain(var run) -> answer(() -> control.drain(run));
      case Command.Cancel(var run, var task) ->
        answer(() -> control.cancel(run, task.sequence(), task.pid()));
    }
    return Optional.empty();
  }

  /// Something that is asked for, and the answer.
  private interface Question {
    String ask() throws IOException, InterruptedException;
  }

  private void answer(Question question) {
    daemon("control", () -> {
      String text;
      try {
        text = question.ask();
      } catch (IOException e) {
        text = Reason.withPath(e);
      }
      events.add(new Event.Answered(text));
      watcher.lookNow();
    });
  }

  /// Stops this process, as the key of the terminal would, until it is continued.
  private void stop() throws InterruptedException {
    screen.giveBack();
    events.removeIf(event -> event instanceof Event.Continued);
    var meanwhile = new ArrayList<Event>();
    Processes.stopGroup();
    long end = ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(LONGEST_STOP_MILLIS);
    var event = events.poll(end - ticker.nanos(), TimeUnit.NANOSECONDS);
    while (event != null && !(event instanceof Event.Continued)) {
      meanwhile.add(event);
      event = events.poll(end - ticker.nanos(), TimeUnit.NANOSECONDS);
    }
    handleStop();
    events.addAll(meanwhile);
    screen.takeAgain();
  }

  private View view() {
    return new View(screen.columns(), screen.lines(), styles);
  }

  private void draw() {
    if (seen.isPresent()) {
      screen.draw(view().of(choice, seen.get(), followed));
    }
  }
}
