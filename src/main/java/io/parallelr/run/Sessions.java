package io.parallelr.run;

import io.parallelr.batch.AbsolutePath;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.Session;
import io.parallelr.local.Launcher;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Collectors;

/// Describes a run before its first task.
public final class Sessions {
  private Sessions() {}

  /// The head of its results.
  public static Session of(
      ResolvedRun run,
      RunWork work,
      WorkingDirectory workingDirectory,
      Launcher launcher,
      RunDirectory directory,
      Instant now) {
    var spec = run.spec();
    var limits = run.settings().limits();
    return new Session(
        directory.id(),
        Installation.version(),
        now,
        ZoneId.systemDefault(),
        Machine.hostName(),
        System.getProperty("user.name", ""),
        ProcessHandle.current().pid(),
        run.secrets().masked(spec.command().map(RunSpec.Command::template).orElse("")),
        spec.sources(),
        arguments(spec),
        new Session.Invocation(
            run.commandLine(),
            spec.directory(),
            run.earlier().map(c -> c.earlier().newest().path())),
        work.size(),
        limits.maxWorkers(),
        limits.timeout(),
        launcher.name(),
        directory.path(),
        run.installation().workspace(),
        workingDirectory.recorded(),
        run.configuration()
            .entries()
            .stream()
            .map(e -> e.key() + '=' + e.value())
            .toList(),
        spec.labels());
  }

  private static Session.ArgumentsMode arguments(RunSpec spec) {
    var files = spec.argumentsPaths();
    return files.isEmpty()
        ? Session.ArgumentsMode.NONE
        : new Session.ArgumentsMode(
            files.stream()
                .map(file -> NativeText.of(AbsolutePath.of(file)))
                .collect(Collectors.joining(", ")),
            spec.separator().orElse(""),
            spec.variables());
  }
}
