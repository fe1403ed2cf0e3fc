package io.parallelr.flowhost;

import io.parallelr.flows.JavaStep;
import io.parallelr.local.InProcessTask;
import io.parallelr.task.Printable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs code of a step on a virtual thread. For one attempt.
final class CodeTask implements InProcessTask {
  private static final Logger log = LoggerFactory.getLogger(CodeTask.class);
  private static final int LONGEST_MESSAGE = 1_000;

  private final String name;
  private final JavaStep code;
  private final Contexts contexts;
  private final Set<Thread> running;

  /// Makes what the code gets.
  interface Contexts {
    Context of(PrintStream out, PrintStream err);
  }

  /// @param name of the step, for messages
  /// @param running gets it while it runs, to be interrupted
  CodeTask(String name, JavaStep code, Contexts contexts, Set<Thread> running) {
    this.name = name;
    this.code = code;
    this.contexts = contexts;
    this.running = running;
  }

  @Override
  public int run(Room room) throws FailedException {
    var out = new PrintStream(room.stdout(), true, StandardCharsets.UTF_8);
    var err = new PrintStream(room.stderr(), true, StandardCharsets.UTF_8);
    var end = new CompletableFuture<Void>();
    var thread = Thread.ofVirtual().name(name).unstarted(() -> call(contexts.of(out, err), end));
    running.add(thread);
    try {
      thread.start();
      return await(end, thread, err);
    } finally {
      running.remove(thread);
    }
  }

  private void call(Context context, CompletableFuture<Void> end) {
    try {
      code.run(context);
      end.complete(null);
    } catch (Throwable e) { // whatever it is, it is the step that has failed
      end.completeExceptionally(e);
    }
  }

  private int await(CompletableFuture<Void> end, Thread thread, PrintStream err)
      throws FailedException {
    boolean isEnding = false;
    while (true) {
      try {
        var _ = end.get();
        return 0;
      } catch (ExecutionException e) {
        var cause = Objects.requireNonNullElse(e.getCause(), e);
        cause.printStackTrace(err);
        throw new FailedException(onOneLine(cause), cause);
      } catch (InterruptedException e) {
        if (isEnding) {
          log.warn("{}: does not end though it was interrupted; it is left alone", name);
          throw new FailedException("it did not end though it was interrupted", e);
        }
        isEnding = true;
        thread.interrupt();
      }
    }
  }

  private static String onOneLine(Throwable problem) {
    var text = Printable.of(problem.toString());
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
  }
}
