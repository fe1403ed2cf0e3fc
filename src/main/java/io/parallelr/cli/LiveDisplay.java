package io.parallelr.cli;

import io.parallelr.os.TerminalDevice;
import java.util.Map;

/// Standard error as a place for the live line.
///
/// @param understandsEscapes whether the kind of terminal can erase a line
record LiveDisplay(boolean understandsEscapes, TerminalDevice device) implements Terminal.Display {
  private static final int STDERR = 2;
  private static final int USUAL_COLUMNS = 80;

  /// @param environment whose `TERM` names the kind of terminal
  static LiveDisplay ofThisProcess(Map<String, String> environment) {
    return new LiveDisplay(understandsEscapes(environment), new TerminalDevice(STDERR));
  }

  /// Whether the kind of terminal can do more than print lines.
  static boolean understandsEscapes(Map<String, String> environment) {
    var kind = environment.getOrDefault("TERM", "");
    return !kind.isEmpty() && !kind.equals("dumb") && !kind.equals("unknown");
  }

  @Override
  public boolean isCapable() {
    return understandsEscapes && device.isTerminal();
  }

  @Override
  public boolean isOpen() {
    return isCapable() && device.isInForeground();
  }

  @Override
  public int columns() {
    int columns = device.columns();
    return columns > 0 ? columns : USUAL_COLUMNS;
  }
}
