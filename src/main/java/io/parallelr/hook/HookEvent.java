package io.parallelr.hook;

import io.parallelr.job.JobEvent;
import io.parallelr.job.StepEnd;
import io.parallelr.job.Verdict;
import io.parallelr.store.JobHead;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that hooks are called for.
///
/// @param kind when it happens
/// @param job the id of the job
/// @param step empty for a job
/// @param state how it has ended, as the server's own interface has it; empty before that
public record HookEvent(
    Kind kind,
    String job,
    JobHead head,
    String step,
    String state,
    Instant at) {

  /// When a hook is called.
  public enum Kind {
    /// A job is accepted.
    JOB_CREATED,
    /// A job begins.
    JOB_STARTED,
    /// A job has ended.
    JOB_ENDED,
    /// A step begins.
    STEP_STARTED,
    /// A step has ended.
    STEP_ENDED;

    /// Such as `job-started`.
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The kind of a word.
    public static Optional<Kind> of(String word) {
      for (var kind : values()) {
        if (kind.word().equals(word)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /// What an event of the server is for hooks; empty if it is nothing.
  ///
  /// @param now for events that have no time of their own
  static Optional<HookEvent> of(JobEvent event, JobHead head, Instant now) {
    return switch (event) {
      case JobEvent.Submitted e -> Optional.of(ofJob(Kind.JOB_CREATED, e.job(), head, "", e.at()));
      case JobEvent.Started e -> Optional.of(ofJob(Kind.JOB_STARTED, e.job(), head, "", e.at()));
      case JobEvent.Ended e ->
        Optional.of(ofJob(Kind.JOB_ENDED, e.job(), head, word(e.verdict()), e.at()));
      case JobEvent.StepStarted e ->
        Optional.of(new HookEvent(Kind.STEP_STARTED, e.job(), head, e.step(), "", now));
      case JobEvent.StepEnded e -> Optional.of(
          new HookEvent(Kind.STEP_ENDED, e.job(), head, e.step(), word(e.end()), e.at()));
      default -> Optional.empty();
    };
  }

  private static HookEvent ofJob(Kind kind, String job, JobHead head, String state, Instant at) {
    return new HookEvent(kind, job, head, "", state, at);
  }

  private static String word(Verdict verdict) {
    return verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String word(StepEnd end) {
    return end.state().name().toLowerCase(Locale.ROOT);
  }

  /// Its facts by name.
  ///
  /// @param id another one for each event and hook
  Map<String, @Nullable Object> json(String id) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("event", kind.word());
    fields.put("job", job);
    fields.put("dialect", head.dialect());
    fields.put("name", head.name());
    fields.put("user", head.user());
    if (!step.isEmpty()) {
      fields.put("step", step);
    }
    if (!state.isEmpty()) {
      fields.put("state", state);
    }
    fields.put("time", at.toString());
    return fields;
  }
}
