package io.parallelr.flowlog;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/// Passes log events on. What is worth a line of a server's log is a detail for a program that uses
/// a library: so information has the level `DEBUG`, and what is below that `TRACE`. For any threads.
final class SystemLogger extends AbstractLogger {
  @Serial
  private static final long serialVersionUID = 1;

  private final transient System.Logger target;

  SystemLogger(String name) {
    this.name = name;
    this.target = System.getLogger(name);
  }

  private static System.Logger.Level of(Level level) {
    return switch (level) {
      case ERROR -> System.Logger.Level.ERROR;
      case WARN -> System.Logger.Level.WARNING;
      case INFO -> System.Logger.Level.DEBUG;
      case DEBUG, TRACE -> System.Logger.Level.TRACE;
    };
  }

  private boolean isOn(Level level) {
    return target.isLoggable(of(level));
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String messagePattern,
      Object @Nullable [] arguments,
      @Nullable Throwable problem) {
    target.log(of(level), MessageFormatter.basicArrayFormat(messagePattern, arguments), problem);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return isOn(Level.TRACE);
  }

  @Override
  public boolean isTraceEnabled(Marker marker) {
    return isTraceEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return isOn(Level.DEBUG);
  }

  @Override
  public boolean isDebugEnabled(Marker marker) {
    return isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return isOn(Level.INFO);
  }

  @Override
  public boolean isInfoEnabled(Marker marker) {
    return isInfoEnabled();
  }

  @Override
  public boolean isWarnEnabled() {
    return isOn(Level.WARN);
  }

  @Override
  public boolean isWarnEnabled(Marker marker) {
    return isWarnEnabled();
  }

  @Override
  public boolean isErrorEnabled() {
    return isOn(Level.ERROR);
  }

  @Override
  public boolean isErrorEnabled(Marker marker) {
    return isErrorEnabled();
  }
}
