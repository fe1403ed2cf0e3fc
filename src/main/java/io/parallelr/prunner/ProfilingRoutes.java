package io.parallelr.prunner;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Routes;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;

/// What this process does, for its developers, at the paths of Go's profiler.
final class ProfilingRoutes {
  private static final String INDEX = "goroutine: the threads\nheap: the memory\n";

  private ProfilingRoutes() {}

  static Routes routes() {
    return new Routes()
        .get("/debug/pprof", exchange -> exchange.sendText(200, INDEX))
        .get("/debug/pprof/", exchange -> exchange.sendText(200, INDEX))
        .get("/debug/pprof/{profile}", ProfilingRoutes::profile)
        .get("/debug/vars", ProfilingRoutes::variables);
  }

  private static void profile(Exchange exchange) throws IOException {
    exchange.sendText(200, switch (exchange.parameter("profile")) {
      case "goroutine" -> threads();
      case "heap" -> "used %d\ntotal %d\nmost %d\n".formatted(used(), total(), most());
      default -> throw HttpError.plain(404, "Unknown profile");
    });
  }

  private static String threads() {
    var text = new StringBuilder();
    Thread.getAllStackTraces()
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(Thread::getName)))
        .forEach(entry -> {
          text.append("%s (%s)\n".formatted(entry.getKey().getName(), entry.getKey().getState()));
          for (var frame : entry.getValue()) {
            text.append("    ").append(frame).append('\n');
          }
        });
    return text.toString();
  }

  private static void variables(Exchange exchange) throws IOException {
    exchange.sendJson(200, json -> {
      json.writeObjectPropertyStart("memstats");
      json.writeNumberProperty("HeapAlloc", used());
      json.writeNumberProperty("HeapSys", total());
      json.writeEndObject();
      json.writeNumberProperty("threads", Thread.activeCount());
    });
  }

  private static long used() {
    return total() - Runtime.getRuntime().freeMemory();
  }

  private static long total() {
    return Runtime.getRuntime().totalMemory();
  }

  private static long most() {
    return Runtime.getRuntime().maxMemory();
  }
}
