package io.parallelr.os;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/// Ends this process when its heap is full, at once and with one line.
///
/// The JVM itself says so by an error in whichever thread asks for the last byte, and before that it
/// spends all its time on looking for free memory: a process that hangs, for hours. So a thread
/// looks at both.
public final class HeapGuard {
  private static final long MB = 1 << 20;
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int LOOKS = 10;
  /// Shares of the heap and of the time, in percent.
  private static final long SHORT_OF_MEMORY = 10;
  private static final long BUSY = 90;

  /// Made before memory is short.
  private final byte[] line;
  private final int status;

  private HeapGuard(String program, int status) {
    this.line =
        "%s: out of memory: the heap of %d MiB is full; set PARALLELR_HEAP to more, such as %dm\n"
            .formatted(program, maximum() / MB, 2 * maximum() / MB)
            .getBytes(UTF_8);
    this.status = status;
  }

  /// Begins to look.
  ///
  /// @param program that the line begins with
  /// @param status that the process ends with
  public static HeapGuard start(String program, int status) {
    var guard = new HeapGuard(program, status);
    Thread.ofPlatform().name("heap").daemon().start(guard::watch);
    return guard;
  }

  /// Whether an error says that the heap is full, and not that there can be no further thread.
  public static boolean isFull(Throwable problem) {
    return problem instanceof OutOfMemoryError
        && !String.valueOf(problem.getMessage()).contains("native thread");
  }

  /// Says it and ends this process, with as little as possible. Does not return.
  public void end() {
    try (var stderr = new FileOutputStream(FileDescriptor.err)) {
      stderr.write(line);
    } catch (IOException e) {
      Runtime.getRuntime().halt(status); // there is nobody to notify
    }
    Runtime.getRuntime().halt(status);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        if (isShort() && collectsAllTheTime()) {
          end();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that
    } catch (OutOfMemoryError e) {
      end();
    }
  }

  /// Looks for some seconds. What that takes is loaded only now: it would make each start slower.
  private static boolean collectsAllTheTime() throws InterruptedException {
    var collectors = ManagementFactory.getGarbageCollectorMXBeans();
    long collected = 0;
    long from = System.nanoTime();
    for (int i = 0; i < LOOKS; i++) {
      long before = collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
      Thread.sleep(LOOK);
      if (!isShort()) {
        return false;
      }
      long after = collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
      collected += after - before;
    }
    long passed = (System.nanoTime() - from) / 1_000_000;
    return collected * 100 >= passed * BUSY;
  }

  private static boolean isShort() {
    var runtime = Runtime.getRuntime();
    long free = maximum() - runtime.totalMemory() + runtime.freeMemory();
    return free * 100 < maximum() * SHORT_OF_MEMORY;
  }

  private static long maximum() {
    return Runtime.getRuntime().maxMemory();
  }
}
