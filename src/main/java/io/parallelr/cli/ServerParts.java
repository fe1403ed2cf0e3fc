package io.parallelr.cli;

import io.parallelr.autoexec.AutoExec;
import io.parallelr.config.ServeSettings;
import io.parallelr.flowhost.FlowModules;
import io.parallelr.hook.Hook;
import io.parallelr.hook.HookSections;
import io.parallelr.hook.Hooks;
import io.parallelr.os.NativeText;
import io.parallelr.os.ServiceManager;
import io.parallelr.prunner.Dotenv;
import io.parallelr.prunner.InvalidDefinitionsException;
import io.parallelr.prunner.InvalidDotenvException;
import io.parallelr.prunner.PipelineFiles;
import io.parallelr.prunner.Pipelines;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import io.parallelr.run.ServerPaths;
import io.parallelr.run.ServerSecrets;
import io.parallelr.run.UserError;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import io.parallelr.serve.Plugins;
import io.parallelr.serve.StepTypes;
import io.parallelr.store.SqlJobStore;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import io.parallelr.yaml.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Makes the parts of a server from its settings. Immutable.
///
/// @param pipelinesBase against which the pattern of pipelines is taken
record ServerParts(
    ServeSettings settings,
    ServerPaths paths,
    Path pipelinesBase,
    ServeCommand.Surroundings around,
    InstantSource clock) {
  /// What a task could ask this server for with.
  static final Set<String> WITHHELD =
      Set.of("PARALLELR_SERVE_JWT_SECRETS", "PARALLELR_TOKEN", ServiceManager.VARIABLE);
  private static final int SHELLS = 10;
  private static final Duration SHELL_IDLE = Duration.ofMinutes(30);

  /// Makes sure that all can be made, without changing anything.
  ///
  /// @throws UserError if it cannot
  void check() throws IOException {
    var _ = plugged();
    var _ = hookSections();
    var _ = ServerSecrets.load(settings.tokens(), paths, true);
    var where = settings.pipelines();
    try {
      var _ = new PipelineFiles(pipelinesBase, where.pattern(), where.strict()).load();
      SqlJobStore.check(paths.data());
    } catch (InvalidDefinitionsException e) {
      throw unusable(e);
    } catch (StoreException e) {
      throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
    }
  }

  Map<String, String> environment() {
    try {
      return Dotenv.load(
          settings.envFiles()
              .stream()
              .map(name -> NativeText.resolve(around.directory(), name))
              .toList());
    } catch (InvalidDotenvException e) {
      throw new UserError(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  JobServer open(
      Map<String, String> environment,
      JobServer.OnRestart onRestart,
      Plugged plugged) {
    try {
      return JobServer.open(
          new JobServerSettings(
              paths.data(),
              around.directory(),
              environment,
              WITHHELD,
              settings.slots(),
              settings.grace(),
              onRestart,
              settings.onUnknown().equals("rerun"),
              settings.rendersValues(),
              plugged.types(),
              plugged.flows().code()),
          new JobServer.Host(around.installation(), clock, System::nanoTime, around.deaths()::end));
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
    }
  }

  /// What plugins add.
  record Plugged(StepTypes types, FlowModules flows) {}

  Plugged plugged() {
    try {
      var plugins = Plugins.of(paths.data().resolve("plugins"));
      return new Plugged(types(plugins), FlowModules.load(plugins));
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
    }
  }

  private StepTypes types(Plugins plugins) throws IOException {
    var commands = new TreeMap<String, List<String>>();
    settings.stepTypes()
        .forEach(
            (name, section) -> commands.put(
                name,
                StepTypes.ofShell(section.getOrDefault("command", ""))));
    return StepTypes.load(commands, plugins);
  }

  AutoExec tasks(JobServer jobs) throws IOException {
    var tasks = settings.tasks();
    return AutoExec.open(
        new AutoExec.Settings(
            paths.data(),
            "",
            tasks.poolSize(),
            tasks.timeLimit(),
            "parallelr",
            tasks.keeps(),
            tasks.quota().orElse(Long.MAX_VALUE),
            false,
            tasks.hasShell()
                ? Optional.of(
                    new AutoExec.Shell(
                        List.of("bash"), around.directory(), SHELLS, SHELL_IDLE))
                : Optional.empty(),
            tasks.hasTemplateAccess(),
            Map.of("version", Installation.version())),
        jobs.jobs(),
        clock,
        System::nanoTime);
  }

  Hooks hooks(JobServer jobs) throws IOException {
    return Hooks.start(hookSections(), jobs.jobs(), paths.data(), clock);
  }

  private List<Hook> hookSections() {
    try {
      return HookSections.hooks(settings.hooks(), around.directory());
    } catch (IllegalArgumentException e) {
      throw usage("serve.hooks: " + e.getMessage());
    }
  }

  Pipelines pipelines(JobServer jobs) {
    var where = settings.pipelines();
    try {
      return Pipelines.open(
          new Pipelines.Settings(
              pipelinesBase,
              where.pattern(),
              where.strict(),
              where.watch() ? Optional.of(where.pollInterval()) : Optional.empty(),
              around.directory(),
              settings.keepsRemoved()),
          jobs.jobs(),
          new Pipelines.Clocks(clock, ZoneId.systemDefault()));
    } catch (InvalidDefinitionsException e) {
      throw unusable(e);
    }
  }

  private static UserError unusable(InvalidDefinitionsException e) {
    return new UserError(ExitStatus.USAGE, e.problems().stream().map(Problem::toString).toList());
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }
}
