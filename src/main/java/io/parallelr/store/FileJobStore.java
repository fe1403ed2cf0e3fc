package io.parallelr.store;

import io.parallelr.job.JobEvent;
import io.parallelr.job.JobState;
import io.parallelr.job.Recorded;
import io.parallelr.job.Retention;
import io.parallelr.job.StepId;
import io.parallelr.os.LockFile;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Jobs in memory and in one file, which grows with each change and is written anew when it is
/// mostly out of date. It needs no library, and is meant for thousands of jobs, not for millions.
public final class FileJobStore implements JobStore {
  private static final Comparator<StoredJob> NEWEST_FIRST =
      Comparator.comparing(StoredJob::created).thenComparingLong(StoredJob::seq).reversed();

  private final LockFile lock;
  private final JobBook book; // guarded by this
  private final BookFile file;
  private final String epoch = UUID.randomUUID().toString();
  private final AtomicLong changes = new AtomicLong();
  private boolean isClosed; // guarded by this

  private FileJobStore(LockFile lock, JobBook book, BookFile file) {
    this.lock = lock;
    this.book = book;
    this.file = file;
  }

  /// Opens it, and makes what is missing.
  ///
  /// @param data the directory of all that is kept
  public static FileJobStore open(Path data) throws StoreException {
    var directory = new DataDirectory(data.toAbsolutePath());
    var faults = new FileFaults(directory.path().resolve("jobs.jsonl"));
    try {
      var lock = directory.take();
      boolean isDone = false;
      try {
        if (Files.exists(directory.database())) {
          throw new StoreException(
              StoreException.Kind.BROKEN,
              "%s is the directory of a server; give another one".formatted(
                  NativeText.of(directory.path())));
        }
        var book = new JobBook();
        var store = new FileJobStore(lock, book, BookFile.open(faults, book));
        isDone = true;
        return store;
      } finally {
        if (!isDone) {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw faults.of(e);
    }
  }

  /// Drafts a change of the book.
  private interface Draft {
    BookChange of(JobBook book) throws IOException;
  }

  private void change(Draft draft) throws StoreException {
    put(draft);
    changes.incrementAndGet();
  }

  private synchronized void put(Draft draft) throws StoreException {
    requireOpen();
    try {
      var change = draft.of(book);
      file.append(change);
      book.apply(change);
      file.tidy(book);
    } catch (IOException e) {
      throw file.faults().of(e);
    }
  }

  private void requireOpen() throws StoreException {
    if (isClosed) {
      throw new StoreException(StoreException.Kind.BROKEN, "the store is closed");
    }
  }

  @Override
  public void write(List<JobEvent> events, Map<String, JobHead> heads) throws StoreException {
    if (!events.isEmpty()) {
      change(b -> b.draft(events, heads));
    }
  }

  @Override
  public void started(StepId step, Instant at) throws StoreException {
    change(b -> b.begun(step, at));
  }

  @Override
  public void delete(Collection<String> ids) throws StoreException {
    change(b -> b.deleted(ids));
  }

  @Override
  public void add(List<JobRow> jobsThatEnded) throws StoreException {
    change(b -> b.ended(jobsThatEnded));
  }

  @Override
  public void set(String key, String value) throws StoreException {
    put(_ -> {
      var change = new BookChange();
      change.settings().put(key, value);
      return change;
    });
  }

  private synchronized <T> List<T> read(
      Predicate<StoredJob> which,
      Comparator<StoredJob> order,
      int skip,
      int limit,
      JobBook.Assembly<T> assembly) throws StoreException {
    requireOpen();
    try {
      return book.assembled(
          book.jobs().stream().filter(which).sorted(order).skip(skip).limit(limit).toList(),
          assembly);
    } catch (IOException e) {
      throw file.faults().of(e);
    }
  }

  @Override
  public List<Recorded> live() throws StoreException {
    return read(
        job -> job.state() != JobState.ENDED,
        Comparator.comparingLong(StoredJob::seq),
        0,
        Integer.MAX_VALUE,
        StoredJob::recorded);
  }

  @Override
  public synchronized Optional<JobRow> find(String id) throws StoreException {
    requireOpen();
    try {
      return book.assembled(book.job(id).stream().toList(), StoredJob::row).stream().findFirst();
    } catch (IOException e) {
      throw file.faults().of(e);
    }
  }

  @Override
  public List<JobRow> list(JobFilter filter) throws StoreException {
    return read(
        FilterMatch.of(filter, this::job),
        NEWEST_FIRST,
        0,
        filter.limit(),
        StoredJob::row);
  }

  private Optional<StoredJob> job(long seq) {
    return book.job(seq);
  }

  private static Predicate<StoredJob> named(String dialect, String prefix) {
    return job -> job.head().dialect().equals(dialect) && job.head().name().startsWith(prefix);
  }

  @Override
  public List<JobRow> page(String dialect, String prefix, int skip, int limit)
      throws StoreException {
    return read(named(dialect, prefix), NEWEST_FIRST, skip, limit, StoredJob::row);
  }

  @Override
  public synchronized int count(String dialect, String prefix) {
    return (int) book.jobs().stream().filter(named(dialect, prefix)).count();
  }

  @Override
  public synchronized Map<JobState, Long> counts() {
    var counts = new EnumMap<JobState, Long>(JobState.class);
    for (var state : JobState.values()) {
      counts.put(state, 0L);
    }
    book.jobs().forEach(job -> counts.merge(job.state(), 1L, Long::sum));
    return counts;
  }

  @Override
  public synchronized SequencedSet<String> names(String dialect) {
    var names = new TreeSet<String>();
    book.jobs().stream().filter(named(dialect, "")).forEach(job -> names.add(job.head().name()));
    return new LinkedHashSet<>(names);
  }

  @Override
  public String version() {
    return epoch + '.' + changes.get();
  }

  @Override
  public synchronized List<Retention.Kept> kept(String dialect, String name) {
    return book.jobs()
        .stream()
        .filter(job -> job.head().name().equals(name) && job.head().dialect().equals(dialect))
        .map(
            job -> new Retention.Kept(
                job.id(),
                job.created(),
                job.state() == JobState.ENDED))
        .toList();
  }

  @Override
  public synchronized Optional<String> setting(String key) {
    return book.setting(key);
  }

  @Override
  public Optional<TemplateStore> templates() {
    return Optional.empty();
  }

  @Override
  public synchronized void close() throws StoreException {
    isClosed = true;
    try (lock; file) {
      // only to be closed
    } catch (IOException e) {
      throw file.faults().of(e);
    }
  }
}
