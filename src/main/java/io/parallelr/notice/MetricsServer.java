package io.parallelr.notice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Serves the numbers of a run under `/metrics`, for Prometheus to collect.
public final class MetricsServer implements AutoCloseable {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;

  private final HttpServer server;
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("metrics-", 0).factory());
  private final Supplier<String> text;

  private MetricsServer(HttpServer server, Supplier<String> text) {
    this.server = server;
    this.text = text;
  }

  /// Begins to listen.
  ///
  /// @param address with port 0 for any that is free
  /// @throws IOException if that cannot be had
  public static MetricsServer start(InetSocketAddress address, Supplier<String> text)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("host %s is unknown".formatted(address.getHostString()));
    }
    var started = new MetricsServer(HttpServer.create(address, 0), text);
    started.server.createContext("/", started::answer);
    started.server.setExecutor(started.executor);
    started.server.start();
    return started;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals("/metrics")) {
        answer(exchange, NOT_FOUND, "the numbers are at /metrics\n");
      } else if (method.equals("GET") || method.equals("HEAD")) {
        answer(exchange, OK, text.get());
      } else {
        answer(exchange, METHOD_NOT_ALLOWED, "GET alone\n");
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, isHead ? -1 : bytes.length);
    if (!isHead) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
