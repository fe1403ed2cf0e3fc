package io.parallelr.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.parallelr.config.Settings;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/// The log of a run: a file in its directory, and the console.
public final class Logging {
  /// How often the size of the file is looked at; the library's own minute lets it grow far
  /// past it.
  private static final Duration LOOK_AT_SIZE = Duration.buildByMilliseconds(100);

  /// What stands for the message in a pattern.
  private static final List<String> MESSAGE_WORDS = List.of("m", "msg", "message");

  /// Marks what is said of a task that succeeded.
  static final Marker SUCCESS = MarkerFactory.getMarker("success");

  private Logging() {}

  /// Begins to log.
  ///
  /// @param consoleLevel the least that the console shows
  /// @param showsSuccesses whether it shows the tasks that succeed
  public static void start(
      Settings.Logging settings,
      Path file,
      OutputStream console,
      Level consoleLevel,
      boolean showsSuccesses) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var level = Level.toLevel(settings.level());
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    context.getLogger("io.parallelr")
        .setLevel(consoleLevel.isGreaterOrEqual(level) ? level : consoleLevel);
    root.addAppender(file(context, settings, file));
    root.addAppender(console(context, settings, console, consoleLevel, showsSuccesses));
  }

  /// Begins to log what a command says that leaves no file behind.
  ///
  /// @param level the least that is shown
  public static void startOnScreen(Settings.Logging settings, OutputStream console, Level level) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(console(context, settings, console, level, true));
  }

  /// Writes what is left, and forgets the files.
  public static void stop() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  private static Appender<ILoggingEvent> console(
      LoggerContext context,
      Settings.Logging settings,
      OutputStream console,
      Level level,
      boolean showsSuccesses) {
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("console");
    appender.setEncoder(encoder(context, settings, settings.consoleFormat()));
    appender.addFilter(new ch.qos.logback.core.filter.Filter<>() {
      @Override
      public ch.qos.logback.core.spi.FilterReply decide(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(level) && (showsSuccesses || !isSuccess(event))
            ? ch.qos.logback.core.spi.FilterReply.NEUTRAL
            : ch.qos.logback.core.spi.FilterReply.DENY;
      }
    });
    appender.setOutputStream(console);
    appender.start();
    return appender;
  }

  private static boolean isSuccess(ILoggingEvent event) {
    var markers = event.getMarkerList();
    return markers != null && markers.contains(SUCCESS);
  }

  private static Appender<ILoggingEvent> file(
      LoggerContext context,
      Settings.Logging settings,
      Path file) {
    var appender = new RollingFileAppender<ILoggingEvent>() {
      @Override
      public void openFile(String name) throws IOException { // each one, after the first too
        PrivateFiles.makeFile(Path.of(name));
        super.openFile(name);
      }
    };
    appender.setContext(context);
    appender.setName("file");
    var place = NativeText.file(file).getPath();
    appender.setFile(place);
    appender.setEncoder(encoder(context, settings, settings.fileFormat()));
    var policy = new FixedWindowRollingPolicy();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(place + ".%i");
    policy.setMinIndex(1);
    policy.setMaxIndex(Math.max(1, settings.backupCount()));
    policy.start();
    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(context);
    trigger.setMaxFileSize(
        new FileSize(settings.backupCount() == 0 ? Long.MAX_VALUE : settings.maxLogSize()));
    trigger.setCheckIncrement(LOOK_AT_SIZE);
    trigger.start();
    appender.setRollingPolicy(policy);
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }

  private static Encoder<ILoggingEvent> encoder(
      LoggerContext context,
      Settings.Logging settings,
      String pattern) {
    var layout = new PatternLayout();
    layout.setContext(context);
    MESSAGE_WORDS.forEach(word -> layout.getInstanceConverterMap().put(word, OneLine::new));
    layout.setPattern(withDates(pattern, settings.dateFormat()) + (isWhole(pattern) ? "" : "%n"));
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  /// The message of a log line, whatever is in it: names of files may hold line breaks and what
  /// drives a terminal. Here no call that logs can forget it.
  public static final class OneLine extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
      return Printable.of(super.convert(event));
    }
  }

  private static boolean isWhole(String pattern) {
    return pattern.contains("%n");
  }

  /// Gives each `%d` without a format of its own the one that is configured.
  private static String withDates(String pattern, String format) {
    return pattern.replaceAll(
        "%d(?![{a-z])",
        Matcher.quoteReplacement("%d{\"" + format + "\"}"));
  }
}
