package io.parallelr.prunner;

import io.parallelr.job.JobState;
import io.parallelr.serve.JobService;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What schedules do to jobs. If the store cannot be used for a while, they go on without it.
final class ScheduledJobs implements Scheduler.Effects {
  private static final Logger log = LoggerFactory.getLogger(ScheduledJobs.class);
  private static final String USER = "schedule";

  private final Scheduling scheduling;
  private final JobService jobs;

  ScheduledJobs(Scheduling scheduling, JobService jobs) {
    this.scheduling = scheduling;
    this.jobs = jobs;
  }

  @Override
  public Optional<String> start(Pipeline pipeline, Schedule schedule) {
    var wish = new Scheduling.Wish(pipeline.name(), schedule.variables(), USER, "");
    return switch (scheduling.schedule(wish)) {
      case Scheduling.Answer.Accepted(var job) -> {
        log.info("schedule \"{}\" of {}: job {}", schedule.cron(), pipeline.name(), job);
        yield Optional.of(job);
      }
      case Scheduling.Answer.Refused(var text) -> refused(pipeline, schedule, text);
      case Scheduling.Answer.Invalid(var lines) -> refused(
          pipeline,
          schedule,
          String.join("; ", lines));
      case Scheduling.Answer.NotStored(var reason, _) -> refused(pipeline, schedule, reason);
      case Scheduling.Answer.NotDefined _,Scheduling.Answer.Closing _ -> Optional.empty();
    };
  }

  private static Optional<String> refused(Pipeline pipeline, Schedule schedule, String reason) {
    log.warn("schedule \"{}\" of {}: no job: {}", schedule.cron(), pipeline.name(), reason);
    return Optional.empty();
  }

  @Override
  public boolean isLive(String job) {
    try {
      return jobs.store().find(job).filter(row -> row.state() != JobState.ENDED).isPresent();
    } catch (IOException e) {
      log.warn("job {} cannot be looked up: {}", job, Reason.withPath(e));
      return false;
    }
  }

  @Override
  public void cancel(String job) {
    var _ = jobs.cancel(job);
  }

  @Override
  public Optional<String> remembered(String key) {
    try {
      return jobs.store().setting(key);
    } catch (IOException e) {
      log.warn("the last times of schedules cannot be read: {}", Reason.withPath(e));
      return Optional.empty();
    }
  }

  @Override
  public void remember(String key, String value) {
    try {
      jobs.store().set(key, value);
    } catch (IOException e) {
      log.warn("the last times of schedules cannot be kept: {}", Reason.withPath(e));
    }
  }
}
