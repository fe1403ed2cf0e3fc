package io.parallelr.run;

import io.parallelr.config.ServeSettings;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// What the server's tokens are signed with.
///
/// @param all the first signs, any is accepted
/// @param isConfigured whether somebody has chosen them, not the server itself
public record ServerSecrets(List<String> all, boolean isConfigured) {
  public ServerSecrets {
    all = List.copyOf(all);
  }

  @Override
  public String toString() { // which might be logged
    return "ServerSecrets[%d, isConfigured=%s]".formatted(all.size(), isConfigured);
  }

  /// Reads them.
  ///
  /// @param isMade whether a secret is made where none is configured and none was made before
  /// @throws UserError if there is none, or the file cannot be used
  public static ServerSecrets load(ServeSettings.Tokens tokens, ServerPaths paths, boolean isMade) {
    boolean readsFile = !paths.isOwnSecret() || tokens.secrets().isEmpty();
    var all = new ArrayList<>(tokens.secrets());
    if (readsFile) {
      all.addAll(file(paths, isMade));
    }
    return new ServerSecrets(all, !paths.isOwnSecret() || !tokens.secrets().isEmpty());
  }

  private static List<String> file(ServerPaths paths, boolean isMade) {
    var file = paths.secrets();
    if (paths.isOwnSecret() && !isMade && Files.notExists(file)) {
      throw new UserError(
          ExitStatus.USAGE,
          ("there is no secret to sign tokens with: %s is made when parallelr serve first "
              + "starts; or set serve.jwt-secrets").formatted(file));
    }
    return ServerSecretFile.read(file, isMade && paths.isOwnSecret());
  }
}
