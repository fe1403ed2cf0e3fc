package io.parallelr.run;

import io.parallelr.config.ServeSettings;
import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.util.Optional;

/// Where a server keeps what, and where it is reached on this machine. All absolute.
///
/// @param data all that is kept
/// @param socket the unix socket; empty for none
/// @param secrets a file with a secret on each line
/// @param isOwnSecret whether that is the file of a secret that the server makes itself
public record ServerPaths(Path data, Optional<Path> socket, Path secrets, boolean isOwnSecret) {
  private static final String AUTO = "auto";
  private static final String NONE = "none";
  private static final String SECRET = "secret";

  /// The same of a server with another data directory.
  ///
  /// @param newData absolute
  public ServerPaths in(Path newData) {
    return new ServerPaths(
        newData,
        socket.map(path -> path.startsWith(data) ? newData.resolve(data.relativize(path)) : path),
        isOwnSecret ? newData.resolve(SECRET) : secrets,
        isOwnSecret);
  }

  /// What the configuration means.
  ///
  /// @param directory against which relative paths are taken; absolute
  public static ServerPaths of(ServeSettings settings, Installation installation, Path directory) {
    var data = settings.data().equals(AUTO)
        ? installation.home().resolve("serve")
        : NativeText.resolve(directory, settings.data()).normalize();
    var socket = switch (settings.socket()) {
      case AUTO -> Optional.of(data.resolve("socket"));
      case NONE -> Optional.<Path>empty();
      default -> Optional.of(NativeText.resolve(directory, settings.socket()).normalize());
    };
    boolean isOwn = settings.tokens().file().equals(AUTO);
    return new ServerPaths(
        data,
        socket,
        isOwn
            ? data.resolve(SECRET)
            : NativeText.resolve(directory, settings.tokens().file()).normalize(),
        isOwn);
  }
}
