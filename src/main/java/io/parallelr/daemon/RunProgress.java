package io.parallelr.daemon;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// How far a run is.
///
/// @param tasks how many there are; empty if that shows only as they arrive
/// @param done how many have ended for good, failed ones included
/// @param succeeded in this run
/// @param failedBefore how many of those that failed did so in the run that this one resumes
/// @param slots how many tasks may run at once; empty if that stays as it was at the start
/// @param waitsFor why nothing is started though slots may be free
public record RunProgress(
    State state,
    Optional<Long> tasks,
    long done,
    long failed,
    long succeeded,
    long failedBefore,
    Optional<Integer> slots,
    Optional<String> waitsFor) {
  private static final String NAME = "status.json";
  private static final int SCHEMA_VERSION = 1;

  /// What a supervisor is about.
  public enum State {
    /// It starts tasks.
    RUNNING,
    /// It starts none for a while: too many have failed, or its user has paused it.
    PAUSED,
    /// It waits for those that run, and starts no more.
    DRAINING,
    /// It ends those that run.
    STOPPING;

    /// As it is written: in lower case.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The state of a run that resumes none, all of whose tasks that have not failed succeeded, whose
  /// number of slots does not change and that waits for nothing.
  public RunProgress(State state, Optional<Long> tasks, long done, long failed) {
    this(state, tasks, done, failed, done - failed, 0, Optional.empty(), Optional.empty());
  }

  /// Puts it into the directory of a run, in one piece.
  ///
  /// @throws IOException if it cannot be written
  void write(Path run) throws IOException {
    AtomicFile.writeUnsynced(run.resolve(NAME), JsonText.object(json -> {
      json.writeNumberProperty("schema_version", SCHEMA_VERSION);
      json.writeStringProperty("state", state.word());
      JsonText.number(json, "tasks", tasks);
      json.writeNumberProperty("done", done);
      json.writeNumberProperty("failed", failed);
      json.writeNumberProperty("succeeded", succeeded);
      json.writeNumberProperty("failed_before", failedBefore);
      JsonText.number(json, "slots", slots.map(Integer::longValue));
      JsonText.optional(json, "waits_for", waitsFor);
    }) + '\n');
  }

  /// Reads it from the directory of a run.
  ///
  /// @return empty if there is none yet
  /// @throws IOException naming the file, if it cannot be understood
  public static Optional<RunProgress> read(Path run) throws IOException {
    var file = run.resolve(NAME);
    try {
      var json = JsonObject.parse(PrivateFiles.read(file));
      json.requireSchema(SCHEMA_VERSION);
      long done = json.number("done").orElse(0L);
      long failed = json.number("failed").orElse(0L);
      return Optional.of(
          new RunProgress(
              State.valueOf(json.text("state").orElse("").toUpperCase(Locale.ROOT)),
              json.number("tasks"),
              done,
              failed,
              json.number("succeeded").orElse(done - failed), // earlier versions wrote neither
              json.number("failed_before").orElse(0L),
              json.number("slots").map(Math::toIntExact),
              json.text("waits_for")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IOException("%s cannot be understood: %s".formatted(file, Reason.of(e)), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException("%s cannot be understood: its state is unknown".formatted(file), e);
    }
  }

  /// How many tasks had ended when a supervisor said so last; 0 if it has said nothing since.
  ///
  /// @param run its directory
  public static long done(Path run, Instant since) {
    var file = run.resolve(NAME);
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(since)
          ? 0
          : JsonObject.parse(Files.readString(file)).number("done").orElse(0L);
    } catch (IOException e) {
      return 0; // it had not begun, or ended as it should
    }
  }

  /// Removes it when the run is over.
  static void delete(Path run) throws IOException {
    Files.deleteIfExists(run.resolve(NAME));
  }
}
