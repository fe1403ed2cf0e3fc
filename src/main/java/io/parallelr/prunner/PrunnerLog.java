package io.parallelr.prunner;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of the command `prunner`, on its standard error.
final class PrunnerLog {
  private PrunnerLog() {}

  /// Begins to log.
  static void start(OutputStream to, boolean isVerbose, boolean isColored) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var layout = new LogLines(isColored);
    layout.setContext(context);
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(to);
    appender.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.parallelr").setLevel(isVerbose ? Level.DEBUG : Level.INFO);
    context.getLogger("org.eclipse.jetty").setLevel(Level.ERROR);
  }
}
