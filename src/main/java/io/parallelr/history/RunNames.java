package io.parallelr.history;

import io.parallelr.journal.RunDirectory;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds the run that its user means, by its id, the beginning of that, its name, its directory, or
/// how many runs ago it was: `last`, `last~1`.
public final class RunNames {
  private static final int SHOWN = 5;
  private static final Pattern LAST = Pattern.compile("last(?:~(\\d{1,9}))?");

  private final Runs runs;
  private final Path directory;

  /// @param directory against which a path is taken
  public RunNames(Runs runs, Path directory) {
    this.runs = runs;
    this.directory = directory;
  }

  /// Finds one.
  ///
  /// @throws IOException saying why it cannot be told which is meant, and what there is
  public RunDirectory find(String text) throws IOException {
    var last = LAST.matcher(text);
    if (last.matches()) {
      return last(last.group(1) == null ? 0 : Integer.parseInt(last.group(1)));
    }
    if (text.isEmpty()) {
      throw new IOException("an empty text names no run; " + newest());
    }
    if (isPath(text)) {
      return atPath(text);
    }
    var found = existing(NativeText.resolve(runs.path(), text));
    if (found.isEmpty()) {
      found = search(text);
    }
    return found.or(() -> existing(NativeText.resolve(directory, text)))
        .orElseThrow(
            () -> new IOException(
                "run %s not found in %s; %s".formatted(text, runs.path(), newest())));
  }

  /// Whether a text can only be a path, and no name.
  private static boolean isPath(String text) {
    return text.indexOf('/') >= 0 || text.equals(".") || text.equals("..");
  }

  private RunDirectory atPath(String text) throws IOException {
    var path = NativeText.resolve(directory, text);
    var found = existing(path);
    if (found.isPresent()) {
      return found.get();
    }
    throw new IOException(
        Files.exists(path)
            ? "%s is not a directory, so it is not a run; parallelr runs lists the runs"
                .formatted(text)
            : "directory %s does not exist; parallelr runs lists the runs".formatted(text));
  }

  private Optional<RunDirectory> search(String text) throws IOException {
    var all = runs.all();
    var named = one(text, named(text));
    return named.isPresent()
        ? named
        : one(text, all.stream().filter(run -> run.id().startsWith(text)).toList());
  }

  private static Optional<RunDirectory> existing(Path path) {
    try {
      if (Files.isDirectory(path)) {
        var real = path.toRealPath();
        return Optional.of(new RunDirectory(NativeText.nameOf(real), real));
      }
    } catch (IOException e) {
      return Optional.empty(); // it was deleted just now
    }
    return Optional.empty();
  }

  /// The newest is the one that has begun to run tasks, which a link points to.
  private RunDirectory last(int back) throws IOException {
    var latest = existing(runs.path().resolve("latest"));
    var all = runs.all();
    if (all.isEmpty() && latest.isEmpty()) {
      throw new IOException("there are no runs in %s yet".formatted(runs.path()));
    }
    var ordered = new ArrayList<RunDirectory>();
    latest.ifPresent(ordered::add);
    all.stream()
        .filter(run -> latest.isEmpty() || run.id().compareTo(latest.get().id()) < 0)
        .forEach(ordered::add);
    if (back >= ordered.size()) {
      throw new IOException(
          "there are only %d runs in %s, so last~%d is none of them; %s"
              .formatted(ordered.size(), runs.path(), back, newest()));
    }
    return ordered.get(back);
  }

  /// Those of a name, without those that another of them resumes.
  private List<RunDirectory> named(String name) {
    var found = runs.overviews()
        .stream()
        .filter(run -> run.labels().name().filter(name::equals).isPresent())
        .toList();
    var resumed = found.stream()
        .flatMap(run -> run.continues().stream())
        .map(NativeText::nameOf)
        .collect(Collectors.toSet());
    return found.stream()
        .map(RunOverview::run)
        .filter(run -> !resumed.contains(run.id()))
        .toList();
  }

  private Optional<RunDirectory> one(String text, List<RunDirectory> found) throws IOException {
    if (found.size() > 1) {
      throw new IOException(
          "run %s is ambiguous: it may be %s; give its id".formatted(text, listed(found)));
    }
    return found.stream().findFirst();
  }

  private String newest() {
    var all = runs.all();
    return all.isEmpty()
        ? "there are no runs yet"
        : "the newest are %s; parallelr runs lists them".formatted(listed(all));
  }

  private String listed(List<RunDirectory> found) {
    var shown = found.stream().limit(SHOWN).map(this::described);
    return shown.collect(Collectors.joining(", "))
        + (found.size() > SHOWN ? " and %d more".formatted(found.size() - SHOWN) : "");
  }

  private String described(RunDirectory run) {
    return run.id() + runs.overview(run)
        .flatMap(overview -> overview.labels().name())
        .map(" (%s)"::formatted)
        .orElse("");
  }
}
