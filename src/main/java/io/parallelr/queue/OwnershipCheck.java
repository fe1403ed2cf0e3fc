package io.parallelr.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// What is wrong with what lies where supervisors keep the files that they have taken: after a loss
/// of power, or after somebody has put something there.
final class OwnershipCheck {
  private OwnershipCheck() {}

  /// Why nothing tells whose a directory is.
  ///
  /// @param path in the directory of all that is taken
  /// @return empty if it does tell, or is gone
  /// @throws IOException if that cannot be determined
  static Optional<String> of(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of("it is not the directory of a supervisor")
          : Optional.empty();
    }
    try {
      Owner.of(path);
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("it has no " + Owner.FILE);
    } catch (IOException e) {
      return Optional.of("its %s %s".formatted(Owner.FILE, problem(e)));
    }
  }

  private static String problem(IOException e) {
    var reason = Reasons.of(e);
    return reason.startsWith("not ") ? "is " + reason : reason;
  }
}
