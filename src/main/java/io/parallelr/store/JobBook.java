package io.parallelr.store;

import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.StepId;
import io.parallelr.job.Waits;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Stored jobs in memory. Changes are drafted first, so that they can be written before they are
/// made. For one thread at a time.
final class JobBook {
  private final TreeMap<Long, Entry> entries = new TreeMap<>(); // by number
  private final Map<String, Long> numbers = new HashMap<>(); // by id
  private final Map<String, String> settings = new HashMap<>();
  private long lastSeq;

  /// A job with those of its steps that something has happened to.
  private static final class Entry {
    StoredJob job;
    final TreeMap<Integer, StoredStep> steps = new TreeMap<>();
    final LiveJob places;

    Entry(StoredJob job) {
      this.job = job;
      this.places = new LiveJob(job.seq(), job.spec());
    }

    List<StoredStep> stepList() {
      return List.copyOf(steps.values());
    }
  }

  /// Makes something from a job and those of its steps that something has happened to.
  interface Assembly<T> {
    T of(StoredJob job, List<StoredStep> steps) throws IOException;
  }

  Optional<StoredJob> job(long seq) {
    return Optional.ofNullable(entries.get(seq)).map(entry -> entry.job);
  }

  Optional<StoredJob> job(String id) {
    return Optional.ofNullable(numbers.get(id)).flatMap(this::job);
  }

  /// All, in the order in which they came.
  List<StoredJob> jobs() {
    return entries.values().stream().map(entry -> entry.job).toList();
  }

  /// Some, with their steps.
  <T> List<T> assembled(Collection<StoredJob> jobs, Assembly<T> assembly) throws IOException {
    var assembled = new ArrayList<T>(jobs.size());
    for (var job : jobs) {
      var entry = entries.get(job.seq());
      if (entry != null) {
        assembled.add(assembly.of(entry.job, entry.stepList()));
      }
    }
    return assembled;
  }

  Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  /// Drafts what follows from events.
  ///
  /// @throws IOException if an event does not follow from what is here
  BookChange draft(List<JobEvent> events, Map<String, JobHead> heads) throws IOException {
    var draft = new BookChange();
    var ids = new HashMap<String, Long>(); // of jobs that the draft adds
    for (var event : events) {
      try {
        if (event instanceof JobEvent.Submitted e) {
          submit(draft, ids, e, heads.get(e.job()));
        } else {
          change(draft, ids, event);
        }
      } catch (StoredChanges.MisfitException e) {
        throw misfit(event, e);
      }
    }
    return draft;
  }

  private static IOException misfit(Object event, @Nullable Exception cause) {
    return new IOException("%s does not follow from what is stored".formatted(event), cause);
  }

  private void submit(
      BookChange draft,
      Map<String, Long> ids,
      JobEvent.Submitted event,
      @Nullable JobHead head) throws IOException {
    if (head == null || numbers.containsKey(event.job()) || ids.containsKey(event.job())) {
      throw misfit(event, null);
    }
    long seq = lastSeq + draft.added().size() + 1;
    var job = new StoredJob(seq, event.job(), head, event.spec(), JobState.WAITING,
        Optional.empty(), Waits.until(event.notBefore()), Recorded.Course.NONE,
        event.at(), Optional.empty(), Optional.empty());
    ids.put(event.job(), seq);
    draft.added().put(seq, job);
    draft.jobs().put(seq, job);
  }

  private void change(BookChange draft, Map<String, Long> ids, JobEvent event)
      throws IOException, StoredChanges.MisfitException {
    var seq = Optional.ofNullable(ids.get(event.job()))
        .or(() -> Optional.ofNullable(numbers.get(event.job())))
        .orElseThrow(() -> misfit(event, null));
    var job = draft.jobs().containsKey(seq) ? draft.jobs().get(seq) : job(seq).orElseThrow();
    if (job.state() == JobState.ENDED) {
      throw misfit(event, null);
    }
    var step = stepOf(event);
    if (step.isPresent()) {
      draft.put(StoredChanges.apply(step(draft, job, step.get(), event), event));
      return;
    }
    if (event instanceof JobEvent.Failing e) {
      var _ = place(job, e.step(), event);
    }
    draft.jobs().put(seq, StoredChanges.apply(job, event));
    if (event instanceof JobEvent.Handling) {
      draft.put(StoredStep.untouched(seq, job.spec().steps().size()));
    }
  }

  private static Optional<String> stepOf(JobEvent event) {
    return switch (event) {
      case JobEvent.StepReady e -> Optional.of(e.step());
      case JobEvent.StepHeld e -> Optional.of(e.step());
      case JobEvent.StepResumed e -> Optional.of(e.step());
      case JobEvent.StepStarted e -> Optional.of(e.step());
      case JobEvent.StepAdopted e -> Optional.of(e.step());
      case JobEvent.StepStopping e -> Optional.of(e.step());
      case JobEvent.StepRetried e -> Optional.of(e.step());
      case JobEvent.StepEnded e -> Optional.of(e.step());
      default -> Optional.empty();
    };
  }

  private int place(StoredJob job, String step, Object event) throws IOException {
    var entry = entries.get(job.seq());
    var places = entry == null ? new LiveJob(job.seq(), job.spec()) : entry.places;
    return places.place(step).orElseThrow(() -> misfit(event, null));
  }

  private StoredStep step(BookChange draft, StoredJob job, String name, Object event)
      throws IOException {
    int place = place(job, name, event);
    var drafted = draft.steps().get(new BookChange.Place(job.seq(), place));
    if (drafted != null) {
      return drafted;
    }
    var entry = entries.get(job.seq());
    return Optional.ofNullable(entry == null ? null : entry.steps.get(place))
        .orElseGet(() -> StoredStep.untouched(job.seq(), place));
  }

  /// Drafts that the attempt at a step has begun.
  BookChange begun(StepId id, Instant at) throws IOException {
    var draft = new BookChange();
    var job = job(id.job()).filter(found -> found.state() != JobState.ENDED)
        .orElseThrow(() -> misfit(id, null));
    try {
      draft.put(StoredChanges.begun(step(draft, job, id.step(), id), at));
    } catch (StoredChanges.MisfitException e) {
      throw misfit(id, e);
    }
    return draft;
  }

  /// Drafts that jobs are added that have ended elsewhere; those that are here are passed over.
  BookChange ended(List<JobRow> rows) {
    var draft = new BookChange();
    for (var row : rows) {
      var verdict = row.verdict();
      if (row.state() != JobState.ENDED || verdict.isEmpty()) {
        throw new IllegalArgumentException("job %s has not ended".formatted(row.id()));
      }
      if (!numbers.containsKey(row.id())) {
        long seq = lastSeq + draft.added().size() + 1;
        var job = new StoredJob(seq, row.id(), row.head(), row.spec(), row.state(), verdict,
            Waits.until(row.waits().notBefore()), row.course(), row.created(), row.started(),
            row.ended());
        draft.added().put(seq, job);
        draft.jobs().put(seq, job);
        for (int place = 0; place < row.steps().size(); place++) {
          var step = row.steps().get(place);
          draft.put(
              new StoredStep(seq, place, step.state(), step.attempt(), Waits.NONE,
                  Optional.empty(), step.end(), step.started(), step.ended()));
        }
      }
    }
    return draft;
  }

  /// Drafts that ended jobs are deleted; others are left.
  BookChange deleted(Collection<String> ids) {
    var draft = new BookChange();
    for (var id : ids) {
      job(id).filter(job -> job.state() == JobState.ENDED)
          .ifPresent(job -> draft.deleted().add(job.seq()));
    }
    return draft;
  }

  /// All there is, in parts of a bounded size.
  List<BookChange> whole() {
    var parts = new ArrayList<BookChange>();
    var first = new BookChange();
    first.settings().putAll(settings);
    parts.add(first);
    for (var entry : entries.values()) {
      var part = new BookChange();
      part.added().put(entry.job.seq(), entry.job);
      part.jobs().put(entry.job.seq(), entry.job);
      entry.steps.values().forEach(part::put);
      parts.add(part);
    }
    return parts;
  }

  long lastSeq() {
    return lastSeq;
  }

  /// No job gets this number, or a lower one, any more.
  void passOver(long seq) {
    lastSeq = Math.max(lastSeq, seq);
  }

  /// Makes a change.
  void apply(BookChange change) {
    change.added().forEach((seq, job) -> {
      entries.put(seq, new Entry(job));
      numbers.put(job.id(), seq);
      passOver(seq);
    });
    change.jobs().forEach((seq, job) -> entry(seq).job = job);
    change.steps().forEach((place, step) -> entry(place.job()).steps.put(place.place(), step));
    change.deleted().forEach(seq -> {
      var entry = entries.remove(seq);
      if (entry != null) {
        numbers.remove(entry.job.id());
      }
    });
    settings.putAll(change.settings());
  }

  private Entry entry(long seq) {
    return Optional.ofNullable(entries.get(seq))
        .orElseThrow(() -> new IllegalStateException("there is no job " + seq));
  }
}
