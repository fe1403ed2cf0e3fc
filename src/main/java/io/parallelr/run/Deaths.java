package io.parallelr.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.os.HeapGuard;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// What becomes of this process when one of its threads dies of what nobody caught: a supervisor
/// must not live on without a part of it.
public final class Deaths implements Thread.UncaughtExceptionHandler {
  private final HeapGuard heap;
  private volatile Optional<Consumer<RuntimeException>> run = Optional.empty();

  /// @param heap reports a full heap
  public Deaths(HeapGuard heap) {
    this.heap = heap;
  }

  /// Hears of all threads of this process from now on.
  public static Deaths ofAllThreads(HeapGuard heap) {
    var deaths = new Deaths(heap);
    Thread.setDefaultUncaughtExceptionHandler(deaths);
    return deaths;
  }

  /// Ends this run instead of the process, which then ends by itself.
  public void end(Consumer<RuntimeException> running) {
    run = Optional.of(running);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable problem) {
    if (HeapGuard.isFull(problem)) {
      outOfMemory();
    }
    var message = "thread %s died: %s".formatted(thread.getName(), problem);
    var ending = run;
    if (ending.isPresent()) {
      ending.get().accept(new IllegalStateException(message, problem));
    } else {
      say(("parallelr: internal error, please report it: " + message + '\n').getBytes(UTF_8));
      Runtime.getRuntime().halt(ExitStatus.INTERNAL);
    }
  }

  /// Ends this process with as little as possible. Does not return.
  public void outOfMemory() {
    heap.end();
  }

  private static void say(byte[] line) {
    try (var stderr = new FileOutputStream(FileDescriptor.err)) {
      stderr.write(line);
    } catch (IOException e) {
      Runtime.getRuntime().halt(ExitStatus.INTERNAL); // there is nobody to report it to
    }
  }
}
