package io.parallelr.cli;

import ch.qos.logback.classic.Level;
import io.parallelr.config.Settings;
import io.parallelr.daemon.Startup;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.prunner.InvalidDefinitionsException;
import io.parallelr.prunner.PipelineFiles;
import io.parallelr.run.Deaths;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Home;
import io.parallelr.run.Installation;
import io.parallelr.run.Logging;
import io.parallelr.run.ServerPaths;
import io.parallelr.run.UserError;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `parallelr serve`: checks what can be checked before anything is started, and then detaches or
/// runs the server.
final class ServeCommand {
  /// The first word of the command line that asks for it.
  static final String NAME = "serve";

  private static final String LOG = "server.log";
  private static final int MOST_SLOTS = 4096;

  private final ServeOptions options;
  private final Settings settings;
  private final Surroundings around;
  private final ServerPaths paths;

  /// What surrounds a call.
  ///
  /// @param directory against which relative paths are taken; absolute
  record Surroundings(
      Map<String, String> environment,
      Installation installation,
      Path directory,
      Terminal terminal,
      Deaths deaths) {}

  private ServeCommand(ServeOptions options, Settings settings, Surroundings around) {
    this.options = options;
    this.settings = settings;
    this.around = around;
    paths = ServerPaths.of(settings.serve(), around.installation(), around.directory());
  }

  /// Does what a command line asks for, to its end; returns the exit status.
  static int run(List<String> words, Surroundings around)
      throws IOException, InterruptedException {
    var parsed = ServeOptions.parser().parseArgs(words.toArray(String[]::new));
    var asked = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    if (asked.isUsageHelpRequested() || parsed.isUsageHelpRequested()) {
      around.terminal().print(asked.commandSpec().commandLine().getUsageMessage());
      return ExitStatus.ALL_SUCCEEDED;
    }
    var options = ServeOptions.of(parsed);
    around.installation().requireHome(around.environment());
    var files = new ConfigurationFiles(
        around.installation(), around.environment(), around.terminal().stderr());
    var settings = files.load(options.config(), options.settings()).settings();
    var command = new ServeCommand(options, settings, around);
    return options.validates() ? command.validate() : command.serve();
  }

  /// Relative where that is possible: so messages show it as the user has given it.
  private Path pipelinesBase() {
    var given = NativeText.path(settings.serve().pipelines().path());
    return Startup.ofThisProcess().isPresent() ? around.directory().resolve(given) : given;
  }

  private int validate() throws IOException {
    var pipelines = settings.serve().pipelines();
    var files = new PipelineFiles(pipelinesBase(), pipelines.pattern(), pipelines.strict());
    try {
      var loaded = files.load();
      loaded.warnings().forEach(w -> around.terminal().stderr().println("warning: " + w));
      around.terminal()
          .print(
              "%s in %s: valid%n".formatted(
                  Count.of(loaded.definitions().all().size(), "pipeline"),
                  Count.of(loaded.files().size(), "file")));
      return ExitStatus.ALL_SUCCEEDED;
    } catch (InvalidDefinitionsException e) {
      e.problems().forEach(p -> around.terminal().stderr().println(p));
      return ExitStatus.USAGE;
    }
  }

  private int serve() throws IOException, InterruptedException {
    requireConsistent();
    var home = new Home(around.installation(), this::warn);
    home.check();
    home.make();
    makeData();
    var startup = Startup.ofThisProcess();
    if (options.detaches() && startup.isEmpty()) {
      return new Detach(around.directory(), paths.data(), false, around.terminal()).start(
          ready -> "server %d is running detached%n  address   %s%n  directory %s%n".formatted(
              ready.pid(),
              ready.runId(),
              Printable.of(NativeText.of(ready.run()))));
    }
    Logging.start(
        settings.logging(),
        paths.data().resolve(LOG),
        around.terminal().anotherStderr(),
        consoleLevel(startup),
        true);
    try {
      return new Server(settings.serve(), paths, pipelinesBase(), around, startup)
          .run(options.replaces());
    } finally {
      Logging.stop();
    }
  }

  private void requireConsistent() {
    var serve = settings.serve();
    if (serve.slots() > MOST_SLOTS) {
      throw usage("serve.slots: %d is more than %d".formatted(serve.slots(), MOST_SLOTS));
    }
    if (serve.address().isEmpty() && paths.socket().isEmpty()) {
      throw usage("nobody could reach the server: set serve.address or serve.socket");
    }
    if (!serve.staticFiles().equals("none") && !Files.isDirectory(staticFiles())) {
      throw usage("serve.static: %s is not a directory".formatted(staticFiles()));
    }
  }

  private Path staticFiles() {
    return around.directory().resolve(NativeText.path(settings.serve().staticFiles()));
  }

  private void makeData() {
    try {
      PrivateFiles.makeDirectory(paths.data());
      if (!Files.isWritable(paths.data())) {
        throw new java.nio.file.AccessDeniedException(NativeText.of(paths.data()));
      }
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          "the data directory cannot be used: %s; make it writable, or give another with --data"
              .formatted(Reason.withPath(e)),
          e);
    }
  }

  /// A detached server has its log alone.
  private Level consoleLevel(Optional<Startup> startup) {
    if (startup.isPresent()) {
      return Level.OFF;
    }
    return options.debugs() ? Level.DEBUG : options.isQuiet() ? Level.WARN : Level.INFO;
  }

  private void warn(String message) {
    around.terminal().stderr().println("parallelr: warning: " + Printable.of(message));
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
