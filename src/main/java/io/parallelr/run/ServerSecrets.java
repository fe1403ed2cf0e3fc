package io.parallelr.run;

import io.parallelr.config.ServeSettings;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// What the server's tokens are signed with.
///
/// @param all the first signs, any is accepted
/// @param isConfigured whether somebody has chosen them, not the server itself
public record ServerSecrets(List<String> all, boolean isConfigured) {
  private static final int SHORTEST = 16; // characters
  private static final int RANDOM_BYTES = 32;

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
    try {
      if (isMade && paths.isOwnSecret() && !Files.exists(file)) {
        AtomicFile.write(file, random() + '\n');
      }
      var secrets =
          PrivateFiles.read(file).lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
      if (secrets.isEmpty() || secrets.stream().anyMatch(s -> s.length() < SHORTEST)) {
        throw new UserError(
            ExitStatus.USAGE,
            "%s: a secret of at least %d characters is needed on each line; openssl rand -hex 32 makes one"
                .formatted(file, SHORTEST));
      }
      return secrets;
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          paths.isOwnSecret() && !isMade && Files.notExists(file)
              ? ("there is no secret to sign tokens with: %s is made when parallelr serve first "
                  + "starts; or set serve.jwt-secrets").formatted(file)
              : "the file of secrets cannot be used: %s".formatted(Reason.withPath(e)),
          e);
    }
  }

  private static String random() {
    var bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
