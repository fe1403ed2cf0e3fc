package io.parallelr.prunner;

import io.parallelr.http.Auth;
import io.parallelr.os.AtomicFile;
import io.parallelr.os.NativeText;
import io.parallelr.os.OutputPath;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import io.parallelr.yaml.Problem;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;

/// The file in which applications find the secret that they sign tokens with.
final class ConfigFile {
  private static final int FAILURE = 1;
  private static final String KEY = "jwt_secret";
  private static final int LENGTH = 32;
  private static final String CHARACTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final Path file;
  private final SecureRandom random;

  ConfigFile(Path file, SecureRandom random) {
    this.file = file;
    this.random = random;
  }

  /// A secret that is long enough.
  ///
  /// @param origin for messages
  static String checked(String secret, String origin) {
    if (secret.length() < Auth.SHORTEST_SECRET) {
      throw new UserError(
          FAILURE,
          "%s: jwt_secret must be at least %d characters long"
              .formatted(origin, Auth.SHORTEST_SECRET));
    }
    return secret;
  }

  /// The secret that is in the file. If there is no file, one is made with a new secret.
  String secret() {
    try {
      return secretIn(Files.readString(file));
    } catch (NoSuchFileException e) {
      return create();
    } catch (IOException e) {
      throw failed("cannot be read", e);
    }
  }

  private String secretIn(String text) {
    var problems = new Problems(NativeText.of(file), false);
    var fields = new YamlReader(problems, "write " + KEY + ": and a secret").read(text)
        .map(document -> new Fields(document, "the file", List.of(KEY), problems));
    var secret = fields.map(f -> f.text(KEY, "")).orElse("");
    var errors = problems.sorted().stream().filter(Problem::isError).toList();
    if (!errors.isEmpty()) {
      throw new UserError(
          FAILURE,
          errors.stream().map(problem -> "loading config: " + problem).toList());
    }
    if (secret.isEmpty()) {
      throw new UserError(
          FAILURE,
          "%s: missing jwt_secret; add it, or remove the file".formatted(NativeText.of(file)));
    }
    return checked(secret, NativeText.of(file));
  }

  private String create() {
    var secret = random.ints(LENGTH, 0, CHARACTERS.length())
        .mapToObj(i -> String.valueOf(CHARACTERS.charAt(i)))
        .collect(Collectors.joining());
    try {
      var text = NativeText.bytes("%s: %s\n".formatted(KEY, secret));
      OutputPath.of(file).write(AtomicFile.Access.OWNER, out -> out.write(text));
    } catch (IOException e) {
      throw failed("cannot be made", e);
    }
    return secret;
  }

  private UserError failed(String what, IOException problem) {
    return new UserError(
        FAILURE,
        "%s %s: %s; name another file with --config, or set PRUNNER_JWT_SECRET"
            .formatted(NativeText.of(file), what, Reason.of(problem)),
        problem);
  }
}
