package io.parallelr.header;

import io.parallelr.task.Count;
import io.parallelr.task.Outcome;
import io.parallelr.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// The headers of the files of a batch. Few files have one, and nothing is kept of the
/// others. Immutable.
public final class Headers implements TaskHeaders {
  /// Of no file.
  public static final Headers NONE = new Headers(
      Map.of(), Optional.empty(), Map.of(), Map.of(), List.of());

  private final Map<Integer, Header> headers; // by the index of the task
  private final Optional<Header> ofAll;
  private final Map<Integer, String> refused; // why tasks are not run, likewise
  private final Map<Integer, Set<Integer>> predecessors; // likewise
  private final List<String> warnings;

  /// What was read of one file.
  private record Read(int index, Optional<Header> header, Findings findings) {}

  private Headers(
      Map<Integer, Header> headers,
      Optional<Header> ofAll,
      Map<Integer, String> refused,
      Map<Integer, Set<Integer>> predecessors,
      List<String> warnings) {
    this.headers = headers;
    this.ofAll = ofAll;
    this.refused = refused;
    this.predecessors = predecessors;
    this.warnings = List.copyOf(warnings);
  }

  /// Reads the files of a batch, several at a time.
  ///
  /// @throws HeaderException if any header is wrong; it names what is wrong with all of them
  public static Headers ofFiles(List<Path> files, HeaderRules rules) throws HeaderException {
    return NONE.with(files, 0, rules);
  }

  @Override
  public Headers with(List<Path> files, int from, HeaderRules rules) throws HeaderException {
    var findings = new Findings();
    var all = new TreeMap<>(headers);
    for (var read : read(files, from, rules)) {
      read.header().ifPresent(header -> all.put(read.index(), header));
      findings.addAll(read.findings());
    }
    var order = all.isEmpty()
        ? Map.<Integer, Set<Integer>>of()
        : new Succession(
            files,
            all,
            (index, line, what) -> {
              if (!refused.containsKey(index)) {
                findings.wrong(files.get(index), line, what);
              }
            })
            .predecessors();
    requireRight(findings);
    var odd = new ArrayList<>(findings.odd());
    tooMany(all.tailMap(from).values(), rules.slots()).ifPresent(odd::add);
    return new Headers(all, Optional.empty(), refused, order, odd);
  }

  /// Reads the files of a batch, several at a time. A wrong header concerns its own task alone, and
  /// those that wait for it.
  static Headers ofEach(List<Path> files, HeaderRules rules) {
    var all = new TreeMap<Integer, Header>();
    var problems = new TreeMap<Integer, Findings>();
    var odd = new Findings();
    for (var read : read(files, 0, rules)) {
      read.header().ifPresent(header -> all.put(read.index(), header));
      odd.addAll(read.findings());
      if (!read.findings().wrong().isEmpty()) {
        problems.put(read.index(), read.findings());
      }
    }
    var order = new TreeMap<>(
        new Succession(
            files,
            all,
            (index, line, what) -> problems.computeIfAbsent(index, _ -> new Findings())
                .wrong(files.get(index), line, what))
            .predecessors());
    var refused = new TreeMap<Integer, String>();
    problems.forEach((index, findings) -> {
      reason(findings).ifPresent(reason -> refused.put(index, reason));
      order.remove(index);
    });
    var warnings = new ArrayList<>(odd.odd());
    tooMany(all.values(), rules.slots()).ifPresent(warnings::add);
    return new Headers(all, Optional.empty(), refused, order, warnings);
  }

  /// Reads the template file that all tasks share.
  ///
  /// @throws HeaderException if its header is wrong
  public static Headers ofTemplate(Path file, HeaderRules rules) throws HeaderException {
    var findings = new Findings();
    var header = HeaderReader.read(file, file, rules.ofTemplate(), findings);
    requireRight(findings);
    var odd = new ArrayList<>(findings.odd());
    tooMany(header.stream().toList(), rules.slots()).ifPresent(odd::add);
    return new Headers(Map.of(), header, Map.of(), Map.of(), odd);
  }

  /// That tasks want more slots than there are, in one sentence for all of them.
  private static Optional<String> tooMany(Collection<Header> headers, int slots) {
    var those = headers.stream().filter(h -> h.slots().orElse(1) > slots).toList();
    if (those.isEmpty()) {
      return Optional.empty();
    }
    var first = those.getFirst();
    return Optional.of(
        "%s: slots=%d is more than the %s of this run: such a task takes all of them%s".formatted(
            HeaderReader.place(first.file(), first.line(HeaderReader.SLOTS)),
            first.slots().orElseThrow(),
            Count.of(slots, "slot"),
            others(those.size() - 1)));
  }

  /// Reads the files that wait in a watched directory. A wrong header concerns its own file alone.
  public static Headers ofQueue(List<Path> files, HeaderRules rules) {
    var all = new TreeMap<Integer, Header>();
    var refused = new TreeMap<Integer, String>();
    var odd = new Findings();
    for (var read : read(files, 0, rules.ofQueue())) {
      read.header().ifPresent(header -> all.put(read.index(), header));
      odd.addAll(read.findings());
      reason(read.findings()).ifPresent(reason -> refused.put(read.index(), reason));
    }
    var warnings = new ArrayList<>(odd.odd());
    tooMany(all.values(), rules.slots()).ifPresent(warnings::add);
    return new Headers(all, Optional.empty(), refused, Map.of(), warnings);
  }

  /// Reads the header of a file that was taken from a queue.
  ///
  /// @param file where it is now
  /// @param original where it was
  /// @param warned gets what is odd
  /// @return the task as its header wants it, or one that ends as an error if that is wrong
  public static Task ofTaken(
      Path file,
      Path original,
      Task plain,
      HeaderRules rules,
      Consumer<String> warned) {
    var findings = new Findings();
    var header = HeaderReader.read(file, original, rules.ofQueue(), findings);
    findings.odd().forEach(warned);
    tooMany(header.stream().toList(), rules.slots()).ifPresent(warned);
    var reason = reason(findings);
    return reason.isPresent()
        ? refused(plain, reason.get())
        : header.map(h -> h.of(plain)).orElse(plain);
  }

  private static List<Read> read(List<Path> files, int from, HeaderRules rules) {
    return IntStream.range(from, files.size())
        .parallel()
        .mapToObj(i -> read(i, files.get(i), rules))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Read> read(int index, Path file, HeaderRules rules) {
    var findings = new Findings();
    var header = HeaderReader.read(file, file, rules, findings);
    return header.isPresent() || !findings.odd().isEmpty()
        ? Optional.of(new Read(index, header, findings))
        : Optional.empty();
  }

  private static void requireRight(Findings findings) throws HeaderException {
    if (!findings.wrong().isEmpty()) {
      throw new HeaderException(findings.wrong());
    }
  }

  /// Why a task is not run; empty if its header is right.
  static Optional<String> reason(Findings findings) {
    return findings.wrong().isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", findings.wrong()));
  }

  /// A task that ends as an error at once.
  static Task refused(Task task, String reason) {
    return task.launched(task.launch().settledAs(new Outcome.NotStarted(reason)));
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  /// The tasks that others wait for, by the index of these; those that wait for none are not there.
  public Map<Integer, Set<Integer>> predecessors() {
    return predecessors;
  }

  @Override
  public Set<Integer> predecessors(int index) {
    return predecessors.getOrDefault(index, Set.of());
  }

  @Override
  public Task taken(Task task, IntFunction<Task> again) {
    return task;
  }

  private static String others(int count) {
    return switch (count) {
      case 0 -> "";
      case 1 -> "; so does 1 more";
      default -> "; so do %d more".formatted(count);
    };
  }

  private Optional<Header> header(int index) {
    return ofAll.or(() -> Optional.ofNullable(headers.get(index)));
  }

  @Override
  public Optional<String> name(int index) {
    return headers.isEmpty() || refused.containsKey(index)
        ? Optional.empty()
        : header(index).flatMap(Header::name);
  }

  @Override
  public Task amended(int index, Task task) {
    if (headers.isEmpty() && ofAll.isEmpty()) {
      return task;
    }
    var reason = refused.get(index);
    return reason == null
        ? header(index).map(h -> h.of(task)).orElse(task)
        : refused(task, reason);
  }

  @Override
  public Optional<String> note(int index) {
    return refused.containsKey(index) ? Optional.empty() : header(index).map(Header::shown);
  }
}
