package io.parallelr.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.job.JobState;
import io.parallelr.job.Verdict;
import io.parallelr.serve.EndWords;
import io.parallelr.serve.JobService;
import io.parallelr.serve.StepLogs;
import io.parallelr.store.JobFilter;
import io.parallelr.store.JobRow;
import io.parallelr.task.LastLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The jobs that have failed last. Immutable.
record Failures(JobService jobs) {
  private static final Set<String> VERDICTS = Set.of("failed", "timedout", "lost", "blocked");
  private static final int TAIL = 4 << 10;

  /// Finds them, the newest first.
  ///
  /// @param pipelines of these alone; empty for all
  List<OtherWork.Failure> last(Set<String> pipelines, int most) throws IOException {
    var found = new ArrayList<OtherWork.Failure>();
    for (var job : jobs.store().list(filter(pipelines, most))) {
      found.add(failure(job));
    }
    return found;
  }

  private static JobFilter filter(Set<String> pipelines, int most) {
    return JobFilter.ALL.withNames(pipelines)
        .withStates(Set.of(JobState.ENDED))
        .withVerdicts(VERDICTS)
        .withLimit(most);
  }

  private OtherWork.Failure failure(JobRow job) throws IOException {
    var step = job.verdict().flatMap(Failures::step).filter(name -> job.step(name).isPresent());
    return new OtherWork.Failure(
        "job",
        job.id(),
        Optional.of(job.head().name()),
        step,
        Optional.empty(),
        EndWords.word(job.state(), job.verdict()),
        job.ended().orElse(job.created()),
        job.verdict().flatMap(EndWords::message),
        step.isPresent() ? lastLine(job, step.get()) : Optional.empty());
  }

  private static Optional<String> step(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Failed(var step, _) -> Optional.of(step);
      case Verdict.Lost(var step, _) -> Optional.of(step);
      case Verdict.Blocked(var step) -> Optional.of(step);
      case Verdict.Succeeded _,Verdict.Canceled _,Verdict.TimedOut _ -> Optional.empty();
    };
  }

  private Optional<String> lastLine(JobRow job, String step) throws IOException {
    long size = jobs.logs().read(job, step, StepLogs.Stream.ERR, 0, 0).size();
    var part =
        jobs.logs().read(job, step, StepLogs.Stream.ERR, Math.max(0, size - TAIL), TAIL);
    return LastLine.of(new String(part.bytes(), UTF_8));
  }
}
