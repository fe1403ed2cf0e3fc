package io.parallelr.run;

import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.OutputPath;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/// A file of secrets that tokens are signed with, one on each line.
public final class ServerSecretFile {
  private static final int SHORTEST = 16; // characters
  private static final int RANDOM_BYTES = 32;

  private ServerSecretFile() {}

  /// Reads the secrets, of which there is at least one.
  ///
  /// @param isMade whether the file is made with a new secret if it is missing
  /// @throws UserError if it cannot be used
  public static List<String> read(Path file, boolean isMade) {
    try {
      if (isMade && !Files.exists(file)) {
        var secret = NativeText.bytes(random() + '\n');
        OutputPath.of(file).write(AtomicFile.Access.OWNER, out -> out.write(secret));
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
          "the file of secrets cannot be used: %s".formatted(Reason.withPath(e)),
          e);
    }
  }

  private static String random() {
    var bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
