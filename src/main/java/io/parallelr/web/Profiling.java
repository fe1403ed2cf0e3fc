package io.parallelr.web;

import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.Handler;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.http.Routes;
import io.parallelr.os.Given;
import io.parallelr.task.Secrets;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/// What this process does, for its developers, at the paths of Go's profiler.
public final class Profiling {
  private static final Map<String, String> INDEX = Map.of(
      "allocs", "how many objects of which classes there are",
      "block", "the threads that wait",
      "cmdline", "the command line",
      "goroutine", "all threads",
      "heap", "the memory, and the classes of objects",
      "mutex", "the threads that wait for a lock",
      "profile", "a recording of JDK Flight Recorder, 10 seconds or as many as in ?seconds=",
      "symbol", "how many symbols there are: none",
      "threadcreate", "how many threads were started",
      "trace", "the same as profile");
  private static final int USUAL_SECONDS = 10;
  private static final int MOST_SECONDS = 60;

  private final Semaphore recording = new Semaphore(1);
  private final boolean isForAll;

  private Profiling(boolean isForAll) {
    this.isForAll = isForAll;
  }

  /// For whoever reaches the server.
  public static Routes routes() {
    return new Profiling(true).routes(Guard.NONE);
  }

  /// For whose token has the scope [Rights#ADMIN].
  public static Routes forAdministrators(Guard guard) {
    return new Profiling(false).routes(guard);
  }

  private Routes routes(Guard guard) {
    return new Routes()
        .guard(guard)
        .get("/debug/pprof", allowed(Profiling::index))
        .get("/debug/pprof/", allowed(Profiling::index))
        .get("/debug/pprof/{profile}", allowed(this::profile))
        .post("/debug/pprof/symbol", allowed(e -> e.sendText(200, "num_symbols: 0\n")))
        .get("/debug/vars", allowed(Profiling::variables));
  }

  private Handler allowed(Handler handler) {
    return exchange -> {
      if (!isForAll) {
        Rights.require(exchange, Rights.ADMIN);
      }
      handler.handle(exchange);
    };
  }

  private static void index(Exchange exchange) throws IOException {
    var text = new StringBuilder();
    INDEX.keySet()
        .stream()
        .sorted()
        .forEach(name -> text.append("%s: %s%n".formatted(name, INDEX.get(name))));
    exchange.sendText(200, text.toString());
  }

  private void profile(Exchange exchange) throws Exception {
    switch (exchange.parameter("profile")) {
      case "profile", "trace" -> record(exchange);
      case "cmdline" -> exchange.sendText(200, commandLine());
      case "symbol" -> exchange.sendText(200, "num_symbols: 0\n");
      case "goroutine" -> exchange.sendText(200, threads(_ -> true));
      case "block" -> exchange.sendText(
          200,
          threads(
              state -> state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING));
      case "mutex" -> exchange.sendText(200, threads(state -> state == Thread.State.BLOCKED));
      case "threadcreate" -> exchange.sendText(200, started());
      case "heap" -> exchange.sendText(200, memory() + classes());
      case "allocs" -> exchange.sendText(200, classes());
      default -> throw HttpError.plain(404, "Unknown profile");
    }
  }

  private void record(Exchange exchange) throws Exception {
    var text = exchange.query("seconds").orElse(String.valueOf(USUAL_SECONDS));
    int seconds = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw new HttpError(400, "seconds: send a number from 1 to %d".formatted(MOST_SECONDS));
    }
    if (!recording.tryAcquire()) {
      throw new HttpError(409, "another recording runs; ask again when it has ended");
    }
    var file = Files.createTempFile("parallelr-profile", ".jfr");
    try {
      record(file, Duration.ofSeconds(seconds));
      exchange.setHeader("Content-Disposition", "attachment; filename=\"parallelr.jfr\"");
      exchange.setHeader("Content-Length", String.valueOf(Files.size(file)));
      exchange.stream(200, "application/octet-stream", out -> Files.copy(file, out));
    } finally {
      recording.release();
      Files.deleteIfExists(file);
    }
  }

  private static void record(Path file, Duration time)
      throws IOException, ParseException, InterruptedException {
    try (var recorder = new Recording(Configuration.getConfiguration("profile"))) {
      recorder.start();
      Thread.sleep(time);
      boolean _ = recorder.stop();
      recorder.dump(file);
    }
  }

  private static String commandLine() {
    return String.join("\n", Secrets.NONE.masked(words())) + '\n';
  }

  private static List<String> words() {
    try {
      return Given.commandLine();
    } catch (IOException e) { // a system without /proc
      return List.of(ProcessHandle.current().info().arguments().orElse(new String[0]));
    }
  }

  private static String threads(Predicate<Thread.State> which) {
    var text = new StringBuilder();
    Thread.getAllStackTraces()
        .entrySet()
        .stream()
        .filter(entry -> which.test(entry.getKey().getState()))
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(Thread::getName)))
        .forEach(entry -> {
          text.append("%s (%s)\n".formatted(entry.getKey().getName(), entry.getKey().getState()));
          for (var frame : entry.getValue()) {
            text.append("    ").append(frame).append('\n');
          }
        });
    return text.toString();
  }

  private static String started() {
    var threads = ManagementFactory.getThreadMXBean();
    return "threads %d\nmost %d\nstarted %d\n".formatted(
        threads.getThreadCount(),
        threads.getPeakThreadCount(),
        threads.getTotalStartedThreadCount());
  }

  private static MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }

  private static String memory() {
    var heap = heap();
    return "used %d\ntotal %d\nmost %d\n".formatted(
        heap.getUsed(), heap.getCommitted(), heap.getMax());
  }

  /// What `jcmd` shows as `GC.class_histogram`.
  private static String classes() throws JMException {
    return String.valueOf(
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[]{new String[0]},
                List.of(String[].class.getName()).toArray(String[]::new)));
  }

  private static void variables(Exchange exchange) throws IOException {
    exchange.sendJson(200, json -> {
      json.writeObjectPropertyStart("memstats");
      json.writeNumberProperty("HeapAlloc", heap().getUsed());
      json.writeNumberProperty("HeapSys", heap().getCommitted());
      json.writeEndObject();
      json.writeNumberProperty("threads", Thread.activeCount());
    });
  }
}
