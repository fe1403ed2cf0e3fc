package io.parallelr.serve;

import io.parallelr.job.StepId;
import io.parallelr.local.OutputFiles;
import io.parallelr.os.FileName;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Task;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Where the files of jobs lie: what their steps print, and what is written for them to run.
///
/// @param data the directory of all that the server keeps; absolute
record JobFiles(Path data) implements OutputFiles.Names {
  private static final char SEPARATOR = '~'; // which no encoded name has

  /// What steps print, in a directory for each job.
  Path logs() {
    return data.resolve(KeptData.LOGS);
  }

  private Path work() {
    return data.resolve("work");
  }

  Path logs(String job) {
    return logs().resolve(job);
  }

  /// The items of a step, until its job has ended.
  Path items(StepId step) {
    return NativeText.resolve(work(), step.job() + SEPARATOR + FileName.encoded(step.step()));
  }

  /// The variables of a job, until it has ended.
  Path variables(String job) {
    return work().resolve(job + ".json");
  }

  /// What an attempt at a step prints.
  Path log(StepId step, int attempt, StepLogs.Stream stream) {
    return ofAttempt(step, attempt, stream == StepLogs.Stream.OUT ? "stdout.log" : "stderr.log");
  }

  /// When an attempt at a step has printed what; see [LineTimes].
  Path times(StepId step, int attempt) {
    return ofAttempt(step, attempt, "times");
  }

  private Path ofAttempt(StepId step, int attempt, String kind) {
    var number = attempt == 1 ? "" : String.valueOf(SEPARATOR) + attempt;
    return NativeText.resolve(
        logs(step.job()),
        "%s%s-%s".formatted(FileName.encoded(step.step()), number, kind));
  }

  @Override
  public Path out(Task task) {
    return log(StepId.of(task), task.attempt(), StepLogs.Stream.OUT);
  }

  @Override
  public Path err(Task task) {
    return log(StepId.of(task), task.attempt(), StepLogs.Stream.ERR);
  }

  /// Makes the directories that all jobs share.
  void make() throws IOException {
    for (var directory : List.of(logs(), work())) {
      PrivateFiles.makeDirectory(directory);
    }
  }

  /// Deletes what was written for the steps of a job.
  void deleteWork(String job, List<String> steps) throws IOException {
    for (var step : steps) {
      delete(items(new StepId(job, step)));
    }
    Files.deleteIfExists(variables(job));
  }

  /// Deletes what was written for the steps of jobs that have ended.
  ///
  /// @param isLive whether the job of an id has not
  void deleteWork(Predicate<String> isLive) throws IOException {
    for (var name : names(work())) {
      int end = Math.max(name.indexOf(SEPARATOR), name.lastIndexOf(".json"));
      if (end < 0 || !isLive.test(name.substring(0, end))) {
        delete(NativeText.resolve(work(), name));
      }
    }
  }

  /// Deletes what the steps of a job have printed. It cannot be seen any more from the
  /// first moment.
  void deleteLogs(String job) throws IOException {
    var hidden = logs().resolve("." + job);
    try {
      Files.move(logs(job), hidden, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException | FileAlreadyExistsException e) {
      // it has printed nothing, or was being deleted when the server was killed
    }
    delete(hidden);
  }

  /// Deletes what was being deleted when an earlier server was killed.
  void deleteHidden() throws IOException {
    for (var name : names(logs())) {
      if (name.startsWith(".")) {
        delete(logs().resolve(name));
      }
    }
  }

  private static List<String> names(Path directory) throws IOException {
    var names = new ArrayList<String>();
    try (var found = Files.newDirectoryStream(directory)) {
      found.forEach(path -> names.add(NativeText.nameOf(path)));
    }
    return names;
  }

  /// A directory has no others in it, unless a task has made one.
  private static void delete(Path path) throws IOException {
    try (var files = Files.newDirectoryStream(path)) {
      for (var file : files) {
        try {
          Files.deleteIfExists(file);
        } catch (DirectoryNotEmptyException e) {
          delete(file);
        }
      }
      Files.deleteIfExists(path);
    } catch (NoSuchFileException e) {
      // nothing to delete
    } catch (NotDirectoryException e) {
      Files.deleteIfExists(path);
    }
  }
}
