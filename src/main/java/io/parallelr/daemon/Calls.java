package io.parallelr.daemon;

import io.parallelr.engine.Ticker;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Requests to a supervisor that it answers, as files in the directory of its run: `call-ID` and
/// `answer-ID`. Only its own user may ask.
///
/// @param directory of the requests
public record Calls(Path directory) {
  private static final Logger log = LoggerFactory.getLogger(Calls.class);
  private static final String CALL = "call-";
  private static final String ANSWER = "answer-";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_MILLIS = 2;

  /// Asks a supervisor, and waits for its answer.
  ///
  /// @param registry that it is entered in
  /// @throws IOException if the request cannot be written
  public static ControlReply ask(
      Registry registry,
      Supervisor supervisor,
      ControlRequest request,
      Ticker ticker)
      throws IOException, InterruptedException {
    if (!supervisor.answers()) {
      return new ControlReply.TooOld();
    }
    BooleanSupplier isAlive = () -> ProcessHandle.of(supervisor.pid()).isPresent();
    var answer = to(registry.directoryOf(supervisor.runId())).ask(request, isAlive, ticker);
    if (answer.isPresent()) {
      return new ControlReply.Answered(answer.get());
    }
    return isAlive.getAsBoolean() ? new ControlReply.Silent() : new ControlReply.Ended();
  }

  /// Those to a run.
  ///
  /// @param run its directory
  public static Calls to(Path run) {
    return new Calls(Requests.in(run).directory());
  }

  /// Asks, and waits for the answer.
  ///
  /// @param isAlive whether the supervisor still is
  /// @return empty if it does not answer
  /// @throws IOException if the request cannot be written
  public Optional<ControlAnswer> ask(ControlRequest request, BooleanSupplier isAlive, Ticker ticker)
      throws IOException, InterruptedException {
    PrivateFiles.makeDirectory(directory);
    var id = UUID.randomUUID().toString();
    var call = directory.resolve(CALL + id);
    var answer = directory.resolve(ANSWER + id);
    AtomicFile.writeUnsynced(call, request.toJson());
    long deadline = ticker.nanos() + PATIENCE.toNanos();
    try {
      while (true) {
        boolean isLast = !isAlive.getAsBoolean() || ticker.nanos() - deadline > 0;
        if (NativeText.file(answer).exists()) { // in one piece
          return Optional.of(ControlAnswer.parse(PrivateFiles.read(answer)));
        }
        if (isLast) {
          return Optional.empty();
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } finally {
      Files.deleteIfExists(call); // nobody is to do it later
      Files.deleteIfExists(answer);
    }
  }

  /// Answers all that is asked.
  void answer(Function<ControlRequest, ControlAnswer> answers) throws IOException {
    if (!NativeText.file(directory).isDirectory()) {
      return;
    }
    try (var calls = Files.newDirectoryStream(directory, CALL + "*")) {
      for (var call : calls) {
        answer(call, answers);
      }
    } catch (NoSuchFileException e) {
      log.debug("{} is gone", directory);
    }
  }

  private void answer(Path call, Function<ControlRequest, ControlAnswer> answers) {
    try {
      var text = PrivateFiles.read(call);
      Files.delete(call);
      var id = NativeText.nameOf(call).substring(CALL.length());
      AtomicFile.writeUnsynced(directory.resolve(ANSWER + id), answerTo(text, answers).toJson());
    } catch (NoSuchFileException e) {
      log.debug("a request was taken back");
    } catch (IOException e) {
      log.warn("a request is ignored: {}", Reason.withPath(e));
      Requests.discard(call);
    }
  }

  private static ControlAnswer answerTo(
      String text,
      Function<ControlRequest, ControlAnswer> answers) {
    try {
      return answers.apply(ControlRequest.parse(text));
    } catch (IOException e) {
      return ControlAnswer.refused(
          "its supervisor, of another version, does not understand that: " + Reason.of(e));
    }
  }
}
