package io.parallelr.run;

import io.parallelr.config.Settings;
import io.parallelr.engine.Engine;
import io.parallelr.local.LimitCommand;
import io.parallelr.os.DiskSpace;
import io.parallelr.os.MachineLoad;
import io.parallelr.os.NativeText;
import io.parallelr.task.Size;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts nothing while the machine is busier than its user allows: looks at intervals, not for
/// each task. Has a thread of its own.
final class Admission implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);
  private static final String HOLD = "admission";

  private final List<Supplier<Optional<String>>> limits; // each says why nothing may start
  private final Engine engine;
  private final Duration interval;
  private final Thread thread;
  private boolean isHolding;

  private Admission(
      List<Supplier<Optional<String>>> limits,
      Engine engine,
      Duration interval) {
    this.limits = limits;
    this.engine = engine;
    this.interval = interval;
    look(); // before the first task
    this.thread = Thread.ofPlatform().name("admission").daemon().start(this::watch);
  }

  /// Begins to watch; empty if there are no limits.
  ///
  /// @param outputs where tasks print
  /// @param interval between two looks
  static Optional<Admission> of(
      Settings.Admission settings,
      Path outputs,
      Engine engine,
      Duration interval) {
    var limits = limits(settings, outputs);
    return limits.isEmpty()
        ? Optional.empty()
        : Optional.of(new Admission(limits, engine, interval));
  }

  /// Refuses limits of what this system does not report.
  static void requireReported(Settings.Admission settings) {
    if (settings.maxLoad().isPresent() && MachineLoad.average().isEmpty()) {
      throw missing("--max-load: this system reports no load (/proc/loadavg)");
    }
    if (settings.minFreeMemory().isPresent() && MachineLoad.availableMemory().isEmpty()) {
      throw missing("--min-free-memory: this system reports no free memory (/proc/meminfo)");
    }
    settings.maxPressure()
        .keySet()
        .stream()
        .filter(resource -> MachineLoad.pressure(resource).isEmpty())
        .findFirst()
        .ifPresent(resource -> {
          throw missing(
              ("--max-pressure: this kernel reports no pressure (/proc/pressure/%s); that takes Linux "
                  + "4.20, and psi=1 on some").formatted(resource));
        });
  }

  /// That a limit will never be kept on this machine; empty if all may be.
  static Optional<String> unreachable(Settings.Admission settings) {
    var total = MachineLoad.totalMemory();
    return settings.minFreeMemory()
        .filter(least -> total.isPresent() && least > total.getAsLong())
        .map(
            least -> "--min-free-memory: %s is more than the %s of this machine: no task will ever start"
                .formatted(Size.of(least), Size.of(total.getAsLong())));
  }

  private static UserError missing(String message) {
    return new UserError(ExitStatus.USAGE, message + "; leave the option out");
  }

  private static List<Supplier<Optional<String>>> limits(
      Settings.Admission settings,
      Path outputs) {
    var limits = new ArrayList<Supplier<Optional<String>>>();
    settings.maxLoad().ifPresent(most -> limits.add(() -> load(most)));
    settings.minFreeMemory().ifPresent(least -> limits.add(() -> memory(least)));
    settings.minFreeDisk().ifPresent(least -> limits.add(() -> disk(outputs, least)));
    settings.maxPressure()
        .forEach((resource, most) -> limits.add(() -> pressure(resource, most)));
    settings.limitCommand().ifPresent(command -> limits.add(() -> LimitCommand.objection(command)));
    return limits;
  }

  private static Optional<String> load(double most) {
    var load = MachineLoad.average();
    return load.isPresent() && load.getAsDouble() > most
        ? Optional.of(String.format(Locale.ROOT, "load %.2f is above %.2f (--max-load)",
            load.getAsDouble(), most))
        : Optional.empty();
  }

  private static Optional<String> memory(long least) {
    var free = MachineLoad.availableMemory();
    return free.isPresent() && free.getAsLong() < least
        ? Optional.of(
            "%s of memory are free, less than %s (--min-free-memory)"
                .formatted(Size.of(free.getAsLong()), Size.of(least)))
        : Optional.empty();
  }

  private static Optional<String> disk(Path outputs, long least) {
    return DiskSpace.at(outputs)
        .filter(space -> space.bytes() < least)
        .map(
            space -> "%s are free for %s, less than %s (--min-free-disk)".formatted(
                Size.of(space.bytes()),
                NativeText.of(outputs),
                Size.of(least)));
  }

  private static Optional<String> pressure(String resource, double most) {
    var now = MachineLoad.pressure(resource);
    return now.isPresent() && now.getAsDouble() > most
        ? Optional
            .of(String.format(Locale.ROOT, "%s pressure %.1f %% is above %.1f %% (--max-pressure)",
                resource, now.getAsDouble(), most))
        : Optional.empty();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(interval);
        look();
      }
    } catch (InterruptedException e) {
      log.debug("the run is over");
    }
  }

  private void look() {
    var reason = limits.stream().flatMap(limit -> limit.get().stream()).findFirst();
    engine.hold(HOLD, reason);
    if (reason.isPresent() != isHolding) {
      isHolding = reason.isPresent();
      log.info("{}", reason.map(r -> "nothing starts for now: " + r).orElse("tasks start again"));
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to hurry
    }
  }
}
