package io.parallelr.header;

import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The headers of a long batch: each is read when its task is taken, so that no task waits until
/// every file has been opened. All are read once one names its task or puts it after others. A wrong
/// header concerns its own task alone. Thread-safe.
public final class LateHeaders implements TaskHeaders {
  private final List<Path> files;
  private final HeaderRules rules;
  private final Consumer<String> warned;
  private volatile @Nullable Headers all;
  private volatile @Nullable Taken latest;

  /// The header of the task that was taken last.
  private record Taken(int index, Header header) {}

  /// @param files of the batch
  /// @param warned gets what is odd, in lines
  public LateHeaders(List<Path> files, HeaderRules rules, Consumer<String> warned) {
    this.files = files;
    this.rules = rules;
    this.warned = warned;
  }

  @Override
  public Task taken(Task task, IntFunction<Task> again) {
    int index = task.sequence() - 1;
    if (all != null) {
      return again.apply(index); // which may have become known since the task was made
    }
    var findings = new Findings();
    var header = HeaderReader.read(files.get(index), files.get(index), rules, findings);
    if (header.isEmpty()) {
      findings.odd().forEach(warned);
      return task;
    }
    latest = new Taken(index, header.get());
    if (header.get().name().isPresent() || !header.get().after().isEmpty()) {
      var _ = all();
      return again.apply(index);
    }
    findings.odd().forEach(warned);
    return Headers.reason(findings)
        .map(reason -> Headers.refused(task, reason))
        .orElseGet(() -> header.get().of(task));
  }

  private synchronized Headers all() {
    var known = all;
    if (known == null) {
      known = Headers.ofEach(files, rules);
      known.warnings().forEach(warned);
      all = known;
    }
    return known;
  }

  @Override
  public Set<Integer> predecessors(int index) {
    var known = all;
    return known == null ? Set.of() : known.predecessors(index);
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  @Override
  public Headers with(List<Path> more, int from, HeaderRules newRules) throws HeaderException {
    return all().with(more, from, newRules);
  }

  @Override
  public Optional<String> name(int index) {
    var known = all;
    return known == null ? Optional.empty() : known.name(index);
  }

  @Override
  public Task amended(int index, Task task) {
    var known = all;
    return known == null ? task : known.amended(index, task);
  }

  @Override
  public Optional<String> note(int index) {
    var known = all;
    if (known != null) {
      return known.note(index);
    }
    var taken = latest;
    return taken != null && taken.index() == index
        ? Optional.of(taken.header().shown())
        : Optional.empty();
  }
}
