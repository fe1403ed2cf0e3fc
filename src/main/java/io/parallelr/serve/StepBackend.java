package io.parallelr.serve;

import io.parallelr.engine.Backend;
import io.parallelr.engine.BackendDecorator;
import io.parallelr.job.StepEnd;
import io.parallelr.job.StepId;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.local.InProcessBackend;
import io.parallelr.local.InProcessTask;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.Orphan;
import io.parallelr.os.Errno;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Launch;
import io.parallelr.task.Outcome;
import io.parallelr.task.Reason;
import io.parallelr.task.Streams;
import io.parallelr.task.Task;
import io.parallelr.workspace.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs steps of jobs: makes what they need before they start, and finds out how they ended. For
/// any threads.
final class StepBackend implements BackendDecorator {
  private static final Logger log = LoggerFactory.getLogger(StepBackend.class);

  private final LocalBackend local;
  private final LiveJobs jobs;
  private final JobFiles files;
  private final ItemsDriver driver;
  private final ScriptFiles scripts;
  private final FailedStep failed;
  private final JobServerSettings settings;
  private final Adoptable adoptable;
  private final LineClock lineClock;
  private final StepOutputs outputs;

  /// @param failed gives handlers the facts of the step that has failed
  StepBackend(
      LocalBackend local,
      LiveJobs jobs,
      JobFiles files,
      ItemsDriver driver,
      ScriptFiles scripts,
      FailedStep failed,
      JobServerSettings settings,
      Adoptable adoptable,
      LineClock lineClock,
      StepOutputs outputs) {
    this.local = local;
    this.jobs = jobs;
    this.files = files;
    this.driver = driver;
    this.scripts = scripts;
    this.failed = failed;
    this.settings = settings;
    this.adoptable = adoptable;
    this.lineClock = lineClock;
    this.outputs = outputs;
  }

  @Override
  public Backend backend() {
    return local;
  }

  @Override
  public Execution run(Task task, int slot) {
    var id = StepId.of(task);
    var job = jobs.find(id.job())
        .orElseThrow(() -> new IllegalStateException("a task of no live job: " + task.name()));
    return adoptable.take(
        id,
        orphan -> again(task, slot, id, job, orphan),
        () -> start(task, slot, id, job));
  }

  private Execution again(
      Task task,
      int slot,
      StepId id,
      LiveJobs.LiveJob job,
      Optional<Orphan> orphan) {
    var ticker = local.conditions().ticker();
    long begin = ticker.nanos();
    if (orphan.isPresent()) {
      log.info("{}: adopted (process {})", task.name(), orphan.get().leader().pid());
      var ended = ended(
          id,
          job.step(id.step()),
          timed(task, id, () -> local.adopt(task, slot, orphan.get())));
      if (!(ended.outcome() instanceof Outcome.Lost) || !settings.rerunsUnknown()) {
        return ended;
      }
      log.warn("{}: nobody knows how it ended; it is run again", task.name());
    }
    try {
      for (var stream : StepLogs.Stream.values()) {
        Files.deleteIfExists(files.log(id, task.attempt(), stream));
      }
      Files.deleteIfExists(files.times(id, task.attempt()));
    } catch (IOException e) {
      return notStarted(e);
    }
    var waited = Duration.ofNanos(ticker.nanos() - begin);
    return start(task, slot, id, job).after(waited);
  }

  private Execution start(Task task, int slot, StepId id, LiveJobs.LiveJob job) {
    var step = job.step(id.step());
    return switch (step.work()) {
      case Work.Items items -> items(task, slot, id, job, step, items);
      case Work.Unavailable(var reason) -> Execution.of(new Outcome.NotStarted(reason));
      case Work.Script script -> script(task, slot, id, step, script);
      case Work.Make make -> make(task, id, make);
      case Work.Inside(var name) -> settings.code()
          .find(name, id, task.attempt())
          .map(code -> inside(task, slot, id, code))
          .orElseGet(
              () -> Execution.of(
                  new Outcome.NotStarted("%s is not defined in this program".formatted(name))));
    };
  }

  private Execution script(Task task, int slot, StepId id, StepSpec step, Work.Script script) {
    try {
      var _ = PrivateFiles.createDirectory(files.logs(id.job()));
      var variables = outputs.of(id, script.outputs());
      return switch (scripts.prepare(id, script, directory(task))) {
        case ScriptFiles.Prepared.Impossible(var reason) ->
          Execution.of(new Outcome.NotStarted(reason));
        case ScriptFiles.Prepared.Command(var words) -> ended(
            id,
            step,
            timed(
                task,
                id,
                () -> local.run(
                    withheld(task.running(words))
                        .within(variables)
                        .within(settings.environment()),
                    slot)));
      };
    } catch (StepOutputs.UnusableException e) {
      return Execution.of(new Outcome.NotStarted(Reason.of(e)));
    } catch (IOException e) {
      return notStarted(e);
    }
  }

  private Execution inside(Task task, int slot, StepId id, InProcessTask code) {
    try {
      var _ = PrivateFiles.createDirectory(files.logs(id.job()));
      return new InProcessBackend(local, _ -> Optional.of(code)).run(withheld(task), slot);
    } catch (IOException e) {
      return notStarted(e);
    }
  }

  /// Records when lines are printed, where the streams are together.
  private Execution timed(Task task, StepId id, Supplier<Execution> run) {
    if (task.launch().streams() == Streams.APART) {
      return run.get();
    }
    var output = files.log(id, task.attempt(), StepLogs.Stream.OUT);
    try {
      lineClock.begin(id, output, files.times(id, task.attempt()));
    } catch (IOException e) {
      log.debug("{}: {}", task.name(), Reason.withPath(e));
    }
    try {
      return run.get();
    } finally {
      lineClock.end(id);
    }
  }

  private Path directory(Task task) {
    return task.launch().directory().orElse(settings.workingDirectory());
  }

  /// What is made is also what is printed.
  private Execution make(Task task, StepId id, Work.Make make) {
    var workspace = new Workspace(directory(task));
    try {
      var _ = PrivateFiles.createDirectory(files.logs(id.job()));
      var log = files.log(id, task.attempt(), StepLogs.Stream.OUT);
      Files.deleteIfExists(log);
      for (var entry : make.entries()) {
        var printed = switch (entry) {
          case Work.Entry.Directory(var path) -> {
            workspace.makeDirectory(path);
            yield "mkdir -p " + path;
          }
          case Work.Entry.File(var path, var content, var replaces) -> {
            workspace.write(
                path,
                new ByteArrayInputStream(NativeText.bytes(content)),
                replaces);
            yield (replaces ? "overwrite " : "create or append ") + path;
          }
        };
        Files.write(
            log,
            NativeText.bytes(printed + '\n'),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
      return Execution.of(new Outcome.Exited(0));
    } catch (IOException e) {
      return notStarted(e);
    }
  }

  private Execution items(
      Task task,
      int slot,
      StepId id,
      LiveJobs.LiveJob job,
      StepSpec step,
      Work.Items items) {
    boolean isHandler = job.spec().handler().filter(step::equals).isPresent();
    try {
      var texts = ItemTexts.of(
          id.job(),
          job.head(),
          items,
          isHandler ? failed.values(id.job()) : Map.of(),
          settings.rendersValues());
      if (texts.texts().isEmpty()) {
        return Execution.of(
            texts.problem()
                .<Outcome>map(Outcome.NotStarted::new)
                .orElse(new Outcome.Exited(0)));
      }
      var _ = PrivateFiles.createDirectory(files.logs(id.job()));
      var variables = VariablesFile.write(files.variables(id.job()), job.head());
      var command = driver.prepare(
          files.items(id),
          new Items(
              texts.texts(),
              directory(task),
              step.terms().soft(),
              items.shell()));
      command.warning().ifPresent(warning -> log.warn("{}: {}", task.name(), warning));
      var ended = ended(
          id,
          step,
          local.run(
              withheld(task.running(command.words()))
                  .within(variables)
                  .within(settings.environment()),
              slot));
      return texts.problem().isPresent() && isDone(ended.outcome(), step)
          ? ended.with(new Outcome.NotStarted(texts.problem().get()))
          : ended;
    } catch (NoSuchFileException e) {
      return Execution.of(
          new Outcome.NotStarted(
              "shell %s not found; install it, or name another".formatted(items.shell())));
    } catch (IOException e) {
      return notStarted(e);
    }
  }

  private Task withheld(Task task) {
    var launch = task.launch();
    var withheld = new HashSet<>(launch.withheld());
    withheld.addAll(settings.withheld());
    return task.launched(
        new Launch(
            launch.directory(),
            launch.streams(),
            launch.ending(),
            withheld,
            launch.keepsBackground()));
  }

  private static boolean isDone(Outcome outcome, StepSpec step) {
    return StepEnd.of(outcome).isDone(step.terms().soft());
  }

  /// A full disk is not the fault of the step: it waits.
  private static Execution notStarted(IOException problem) {
    var errno = Errno.of(problem);
    if (errno.filter(e -> e.isOfStorage() || e.isShortage()).isPresent()) {
      throw new ShortageException(Reason.withPath(problem), ShortageException.FOR_EVER);
    }
    return Execution.of(new Outcome.NotStarted(Reason.withPath(problem)));
  }

  /// What the driver says holds where nobody has seen the end of its process, and where that says
  /// too little.
  private Execution ended(StepId id, StepSpec step, Execution execution) {
    if (!(step.work() instanceof Work.Items || step.work() instanceof Work.Script)) {
      return execution;
    }
    return switch (execution.outcome().ofCommand()) {
      case Outcome.Exited _,Outcome.Lost _ ->
        execution.with(outcome(id, step, execution.outcome()));
      default -> execution;
    };
  }

  private Outcome outcome(StepId id, StepSpec step, Outcome seen) {
    try {
      return ItemsResult.of(files.items(id), step, seen);
    } catch (IOException e) {
      log.warn("{}: {}", id, Reason.withPath(e));
      return seen;
    }
  }
}
