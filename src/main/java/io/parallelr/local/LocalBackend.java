package io.parallelr.local;

import io.parallelr.engine.Backend;
import io.parallelr.engine.Conditions;
import io.parallelr.engine.Ticker;
import io.parallelr.os.SlotFile;
import io.parallelr.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Runs a task as a process of this machine, and ends all its processes before it says that the
/// task is over.
///
/// Output goes to files, by the kernel: no thread reads a pipe, and nothing is lost if this process
/// dies. May be used by any number of threads.
public final class LocalBackend implements Backend, AutoCloseable {
  private final Attendance attendance;
  private final LocalServices services;
  private final Scope scope;
  private final Site site;
  private final Placement placement;
  private final Map<Integer, NiceStarter> starters = new ConcurrentHashMap<>(); // by nice value

  /// @param slots records what runs; closed with this
  /// @param grace time between SIGTERM and SIGKILL
  /// @param ticker that time limits go by
  /// @throws ShortageException if the system allows no more threads
  public LocalBackend(
      String runId,
      Launcher launcher,
      TaskDirectory workspace,
      OutputFiles outputs,
      SlotFile slots,
      Duration grace,
      TaskLimits limits,
      Ticker ticker) {
    this(
        ofRun(
            new LocalServices(launcher, outputs.directory(), grace, limits, ticker, false),
            slots,
            new Site(runId, workspace, outputs)),
        limits.placement());
  }

  /// One of a server, which runs on when the files of tasks cannot be written for a while: they are
  /// started later then. What tasks leave behind, if they may, lives on when it is closed.
  ///
  /// @param slots records what runs; closed with this
  /// @param grace time between SIGTERM and SIGKILL
  /// @param ticker that time limits go by
  /// @throws ShortageException if the system allows no more threads
  public static LocalBackend ofServer(
      String runId,
      Launcher launcher,
      TaskDirectory workspace,
      OutputFiles outputs,
      SlotFile slots,
      Duration grace,
      Ticker ticker) {
    return new LocalBackend(
        ofRun(
            new LocalServices(
                launcher,
                outputs.directory(),
                grace,
                TaskLimits.NONE,
                ticker,
                true),
            slots,
            new Site(runId, workspace, outputs)));
  }

  private static Attendance ofRun(LocalServices services, SlotFile slots, Site site) {
    return new Attendance(services, new RunScope(services, slots), site);
  }

  LocalBackend(Attendance attendance) {
    this(attendance, Placement.NONE);
  }

  private LocalBackend(Attendance attendance, Placement placement) {
    this.placement = placement;
    this.attendance = attendance;
    this.services = attendance.services();
    this.scope = attendance.scope();
    this.site = attendance.site();
  }

  /// Attends to what runs here, and to what runs in this process beside it.
  Attendance attendance() {
    return attendance;
  }

  /// Sets who is notified, once, when nothing more can be run here.
  public void onFailure(Consumer<RuntimeException> notified) {
    services.storage().onFailure(notified);
  }

  /// Gives all tasks a further time limit.
  public void limit(MovingLimit limit) {
    services.limit(limit);
  }

  /// Sets a command that is run when the time of a task is over, before the task is ended. It gets
  /// the number of its process in `PARALLELR_PID`, and prints to its error stream.
  public void onTimeout(String command) {
    services.onTimeout(new TimeoutCommand(command));
  }

  /// What engines that run tasks here share.
  public Conditions conditions() {
    return scope.conditions();
  }

  /// Stops all that runs, until [#resume()]; starts nothing until then. For Ctrl-Z. May be called
  /// by any thread.
  public void pause() {
    services.pausing().pause();
  }

  /// Resumes what [#pause()] has stopped. May be called by any thread.
  public void resume() {
    services.pausing().resume();
  }

  /// Kills all that runs, and does not wait for it: for when this process ends at once. May be
  /// called by any thread.
  public void killAll() {
    services.killAll();
  }

  /// What went wrong that no result tells of, for the end of the run: sentences without their
  /// full stops.
  public List<String> warnings() {
    return services.warnings();
  }

  @Override
  public Execution run(Task task, int slot) {
    return attendance.run(task, slot, (directory, _) -> {
      var program = services.programs().find(task.command().getFirst(), directory);
      var launch = site.launch(scope.prepared(task), slot, directory, program);
      var further = task.launch().share().further();
      Placement.Start start =
          () -> placement.start(slot, further, () -> services.launcher().start(launch));
      int nice = task.launch().nice().orElse(placement.nice());
      return nice > 0
          ? starters.computeIfAbsent(nice, NiceStarter::new).start(start)
          : start.start();
    });
  }

  @Override
  public boolean suspend(Task task, int slot, boolean isOn) {
    return attendance.suspend(task, slot, isOn);
  }

  /// Takes over a task that an earlier supervisor started before it died: waits for what is left of
  /// its time limit, and collects what it printed. As [#run(Task, int)] in all else.
  ///
  /// @param orphan which nothing else may attend to
  public Execution adopt(Task task, int slot, Orphan orphan) {
    return attendance.adopt(task, slot, orphan);
  }

  /// Ends what earlier tasks have left that could not be attributed to any of them.
  @Override
  public void close() throws IOException {
    starters.values().forEach(NiceStarter::close);
    scope.close();
    site.tidy();
  }
}
