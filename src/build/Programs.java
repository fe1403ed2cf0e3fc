import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/// Runs other programs.
final class Programs {
  private Programs() {}

  static void run(String... command) throws IOException, InterruptedException {
    output(Map.of(), command);
  }

  static String output(String... command) throws IOException, InterruptedException {
    return output(Map.of(), command);
  }

  /// What a program prints.
  ///
  /// @param environment what it has besides this one's
  /// @throws IOException with what it has printed, if it fails
  static String output(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var out = Files.createTempFile("parallelr-build", ".out");
    var err = Files.createTempFile("parallelr-build", ".err");
    try {
      var builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      int status = builder.start().waitFor();
      if (status != 0) {
        throw new IOException(
            "%s: exit status %d: %s%s"
                .formatted(List.of(command), status, Files.readString(out), Files.readString(err)));
      }
      return Files.readString(out);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
