package io.parallelr.run;

import io.parallelr.batch.InputCheck;
import io.parallelr.config.Settings;
import io.parallelr.engine.Backend;
import io.parallelr.local.Adoption;
import io.parallelr.local.InProcessBackend;
import io.parallelr.local.LocalBackend;
import io.parallelr.local.OutputFiles;
import io.parallelr.local.OutputLimit;
import io.parallelr.local.Placement;
import io.parallelr.local.TaskLimits;
import io.parallelr.os.SlotFile;
import io.parallelr.queue.ChangeCheck;
import java.io.IOException;

/// The backend of a run, and what stands in front of it.
final class RunBackend implements AutoCloseable {
  private final ReadyRun run;
  private final LocalBackend local;
  private final InsideFlows flows;
  private final ChangeCheck changes;

  /// @throws IOException if its files cannot be made
  RunBackend(ReadyRun run, OrphanSearch orphanSearch) throws IOException {
    this.run = run;
    this.local = local(run);
    this.flows = new InsideFlows();
    this.changes = new ChangeCheck(
        adopting(new InputCheck(withFlows(), run.resolved().bounds()), orphanSearch),
        Queues.changes(run.settings().queue()));
  }

  private static LocalBackend local(ReadyRun run) throws IOException {
    var settings = run.settings();
    return new LocalBackend(
        run.directory().id(),
        run.launcher(),
        run.workingDirectory().workspace(run.session().pid()),
        new OutputFiles(run.directory().output(), settings.limits().maxOutputCapture(), true),
        SlotFile.create(run.directory().path(), run.session().slots()),
        settings.execution().killAfter(),
        new TaskLimits(
            settings.advanced().memoryLimit().orElse(0L),
            settings.limits()
                .maxOutput()
                .map(limit -> new OutputLimit(limit.bytes(), limit.ends()))
                .orElse(OutputLimit.NONE),
            placement(settings)),
        run.ticker());
  }

  /// How tasks share the CPUs.
  static Placement placement(Settings settings) {
    var execution = settings.execution();
    return Placement.of(execution.nice(), execution.cpusPerSlot());
  }

  /// Flows in this process would share its CPUs.
  private Backend withFlows() {
    return run.settings().execution().inProcessTasker()
        && placement(run.settings()).equals(Placement.NONE)
            ? new InProcessBackend(
                local,
                flows.of(run.resolved().installation().taskerCalls()))
            : local;
  }

  private Backend adopting(Backend checked, OrphanSearch orphanSearch) {
    var earlier = run.resolved().earlier();
    return run.spec().watch() || earlier.isPresent()
        ? new Adoption(
            local,
            checked,
            orphanSearch.found(),
            earlier.map(ResumeRequest::runsUnknown).orElse(true))
        : checked;
  }

  /// What the engine runs tasks on.
  Backend forEngine() {
    return run.spec().watch() ? changes : changes.backend();
  }

  LocalBackend local() {
    return local;
  }

  ChangeCheck changes() {
    return changes;
  }

  @Override
  public void close() throws IOException {
    try (local) {
      flows.close();
    }
  }
}
