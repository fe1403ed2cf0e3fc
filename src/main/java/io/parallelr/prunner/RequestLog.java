package io.parallelr.prunner;

import io.parallelr.engine.Ticker;
import io.parallelr.http.Exchange;
import io.parallelr.http.RequestObserver;
import java.math.BigDecimal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Logs each request when it comes and when it is answered.
final class RequestLog implements RequestObserver {
  private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

  private final Ticker ticker;

  RequestLog(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Runnable begin(Exchange exchange) {
    long begun = ticker.nanos();
    of(exchange).log("request started");
    return () -> of(exchange).addKeyValue("respStatus", exchange.status())
        .addKeyValue("respBytesLength", exchange.sentBytes())
        .addKeyValue(
            "respElapsedMs",
            BigDecimal.valueOf((ticker.nanos() - begun) / 1000, 3).toPlainString())
        .log("request complete");
  }

  private static LoggingEventBuilder of(Exchange exchange) {
    return log.atInfo()
        .addKeyValue("httpScheme", "http")
        .addKeyValue("httpProto", exchange.protocol())
        .addKeyValue("httpMethod", exchange.method())
        .addKeyValue("remoteAddr", exchange.peer())
        .addKeyValue("userAgent", exchange.header("User-Agent").orElse(""))
        .addKeyValue("httpHost", exchange.header("Host").orElse(""))
        .addKeyValue("httpPath", exchange.path());
  }
}
