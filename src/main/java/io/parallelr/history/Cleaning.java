package io.parallelr.history;

import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.RunLock;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Deletes the directories of runs that are over. For one thread.
public final class Cleaning {
  private static final String DELETED = ".deleted-";

  private final Runs runs;

  /// @param runs the directory that they lie in
  public Cleaning(Runs runs) {
    this.runs = runs;
  }

  /// Which runs are to be deleted.
  ///
  /// @param before those that had ended by then; empty for any time
  /// @param keep how many of the newest are kept, whatever else holds
  /// @param states those in one of these
  public record Rule(Optional<Instant> before, int keep, Set<RunState> states) {
    private boolean matches(RunOverview run) {
      var ended = run.ended().or(run::started);
      return states.contains(run.state())
          && before.map(b -> ended.filter(e -> e.isBefore(b)).isPresent()).orElse(true);
    }
  }

  /// What a rule comes to.
  ///
  /// @param doomed to be deleted
  /// @param spared those that match, but cannot be
  public record Plan(List<RunOverview> doomed, List<Spared> spared) {}

  /// One that is kept although it matches.
  ///
  /// @param reason in words
  public record Spared(RunOverview run, String reason) {}

  /// Finds out what there is to delete. Changes nothing.
  public Plan plan(Rule rule) {
    var doomed = new ArrayList<RunOverview>();
    var spared = new ArrayList<Spared>();
    var needed = new HashSet<String>(); // ids of runs that later ones still resume
    int seen = 0;
    var all = runs.overviews();
    // once, as it takes long, and later: a run that was over then starts nothing
    var ofProcesses = ProcessSnapshot.runsOfProcesses();
    for (var run : all) {
      boolean isDoomed = false;
      if (seen++ >= rule.keep() && rule.matches(run)) {
        var objection = objection(run, needed, ofProcesses);
        isDoomed = objection.isEmpty();
        objection.ifPresentOrElse(
            reason -> spared.add(new Spared(run, reason)),
            () -> doomed.add(run));
      }
      boolean isResuming = !isDoomed && (run.state().isUnfinished() || needed.contains(run.id()));
      if (isResuming) {
        run.continues().map(NativeText::nameOf).ifPresent(needed::add);
      }
    }
    return new Plan(doomed, spared);
  }

  private static Optional<String> objection(
      RunOverview run,
      Set<String> needed,
      Set<String> ofProcesses) {
    if (run.state() == RunState.RUNNING) {
      return Optional.of("it is running");
    }
    if (!(new RunLock(run.run().path()).state() instanceof RunLock.State.Free)) {
      return Optional.of("its lock is held, as by a run that resumes it");
    }
    if (needed.contains(run.id())) {
      return Optional.of("a later run resumes it, and is not finished");
    }
    if (!ofProcesses.contains(run.id())) {
      return Optional.empty();
    }
    int tasks = ProcessSnapshot.tasksOf(run.id(), run.run().path()).size();
    return tasks == 0
        ? Optional.empty()
        : Optional.of(
            tasks == 1
                ? "1 of its tasks still runs"
                : "%d of its tasks still run".formatted(tasks));
  }

  /// How many bytes its files have.
  public static long size(RunOverview run) {
    return size(run.run().path());
  }

  private static long size(Path path) {
    var bytes = new long[1];
    try {
      Files.walkFileTree(path, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          bytes[0] += attributes.size();
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes[0];
  }

  /// Deletes one, if that is still possible.
  ///
  /// @return why it was not; empty if it was
  /// @throws IOException if some of it is left
  public Optional<String> delete(RunOverview run) throws IOException {
    var path = run.run().path();
    try (var lock = new RunLock(path).tryHold().orElse(null)) {
      if (lock == null) {
        return Optional.of("its lock is held: it has just been resumed");
      }
      var aside = path.resolveSibling(DELETED + run.id()); // what is left of it is not a run
      Files.move(path, aside);
      deleteTree(aside);
    }
    forgetLatest(run.id());
    return Optional.empty();
  }

  /// Deletes what an earlier cleaning has not come to the end of.
  public void finish() throws IOException {
    try (var left = Files.newDirectoryStream(runs.path(), DELETED + "*")) {
      for (var path : left) {
        deleteTree(path);
      }
    } catch (NoSuchFileException e) {
      return; // nothing has ever run here
    }
  }

  private void forgetLatest(String id) throws IOException {
    var latest = runs.path().resolve("latest");
    if (Files.isSymbolicLink(latest)
        && NativeText.nameOf(Files.readSymbolicLink(latest)).equals(id)) {
      Files.delete(latest);
    }
  }

  /// Links are deleted, not followed.
  private static void deleteTree(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(path);
      return;
    }
    Files.walkFileTree(path, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path directory, IOException problem)
          throws IOException {
        if (problem != null) {
          throw problem;
        }
        Files.delete(directory);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
