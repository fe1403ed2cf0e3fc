package io.parallelr.autoexeccli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.parallelr.os.NativeText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;

/// The log of the server: a file in its directory, standard output, or both.
final class ServerLog {
  private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX,UTC} %-5level %msg%n%ex{";
  private static final long LARGEST_FILE = 20 << 20;
  private static final int MOST_FILES = 5;

  private ServerLog() {}

  /// Begins to log.
  ///
  /// @param root the directory of all that is kept
  static void start(ServerOptions options, Path root) {
    var outputs = List.of(options.logOutput.split(","));
    outputs
        .forEach(output -> Checked.word("--log_output", output.strip(), Set.of("file", "stdout")));
    var level = options.debugs ? Level.DEBUG : AutoExecFlowMain.level(options.logLevel);
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var all = context.getLogger(Logger.ROOT_LOGGER_NAME);
    all.setLevel(Level.WARN);
    context.getLogger("io.parallelr").setLevel(level);
    context.getLogger("org.eclipse.jetty").setLevel(Level.ERROR);
    context.getLogger("com.hubspot").setLevel(Level.ERROR);
    if (outputs.contains("stdout")) {
      var console = new ConsoleAppender<ILoggingEvent>();
      begin(console, context, options.debugs);
      all.addAppender(console);
    }
    if (outputs.contains("file")) {
      all.addAppender(file(context, root.resolve("logs/AutoExecFlow.log"), options.debugs));
    }
  }

  private static void begin(
      OutputStreamAppender<ILoggingEvent> appender,
      LoggerContext context,
      boolean withTraces) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(PATTERN + (withTraces ? "full}" : "0}"));
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
  }

  private static RollingFileAppender<ILoggingEvent> file(
      LoggerContext context,
      Path file,
      boolean withTraces) {
    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setFile(NativeText.of(file));
    var rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(NativeText.of(file) + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(MOST_FILES);
    rolling.start();
    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(LARGEST_FILE));
    trigger.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    begin(appender, context, withTraces);
    return appender;
  }
}
