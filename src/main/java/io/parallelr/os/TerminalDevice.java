package io.parallelr.os;

/// A descriptor of this process that may be a terminal. On systems without our native calls none
/// counts as one.
public record TerminalDevice(int fd) {

  public boolean isTerminal() {
    return Spawner.isSupported() && PosixTerminal.isTerminal(fd);
  }

  /// Whether this process is in front on it: what a shell has put in the background, or has no part
  /// in a terminal's session, must not draw there.
  public boolean isInForeground() {
    return Spawner.isSupported()
        && PosixTerminal.foregroundGroup(fd) == PosixTerminal.processGroup();
  }

  /// Its width; 0 if it does not know.
  public int columns() {
    return Spawner.isSupported() ? PosixTerminal.columns(fd) : 0;
  }
}
