package io.parallelr.cli;

import io.parallelr.batch.AbsolutePath;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.Session;
import io.parallelr.local.Launcher;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import io.parallelr.run.Work;
import java.time.Instant;
import java.time.ZoneId;

/// Describes a run before its first task.
final class Sessions {
  private Sessions() {}

  static Session of(
      Invocation invoked,
      Work work,
      WorkingDirectory workingDirectory,
      Launcher launcher,
      RunDirectory directory,
      Instant now) {
    var command = invoked.command();
    var limits = invoked.settings().limits();
    return new Session(
        directory.id(),
        Main.productVersion(),
        now,
        ZoneId.systemDefault(),
        Machine.hostName(),
        System.getProperty("user.name", ""),
        ProcessHandle.current().pid(),
        invoked.secrets().masked(command.template().orElse("")),
        command.tasks,
        arguments(invoked),
        new Session.Invocation(
            invoked.arguments(),
            invoked.directory(),
            invoked.earlier().map(c -> c.earlier().newest().path())),
        work.size(),
        limits.maxWorkers(),
        limits.timeout(),
        launcher.name(),
        directory.path(),
        invoked.installation().workspace(),
        workingDirectory.recorded(),
        invoked.configuration()
            .entries()
            .stream()
            .map(e -> e.key() + '=' + e.value())
            .toList());
  }

  private static Session.ArgumentsMode arguments(Invocation invoked) {
    var command = invoked.command();
    return command.argumentsFile()
        .map(file -> new Session.ArgumentsMode(
            NativeText.of(AbsolutePath.of(invoked.directory().resolve(file))),
            command.separator().orElse(""),
            command.variables))
        .orElse(Session.ArgumentsMode.NONE);
  }
}
