package io.parallelr.store;

import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Where the driver of the database finds its native library. By itself it unpacks that into the
/// directory for temporary files, at each start.
final class NativeLibrary {
  private static final String FILE = "libsqlitejdbc.so";

  private NativeLibrary() {}

  /// Must be called before the driver is used. Takes the library of the installation, if that has
  /// one for this machine; else it is unpacked into a directory of this user's.
  ///
  /// @param fallback the directory into which it is unpacked; made if it is needed
  static void choose(Path fallback) throws IOException {
    var installed = installed();
    if (installed.isPresent()) {
      System.setProperty("org.sqlite.lib.path", NativeText.of(installed.get()));
      System.setProperty("org.sqlite.lib.name", FILE);
    } else {
      PrivateFiles.makeDirectory(fallback);
      System.setProperty("org.sqlite.tmpdir", NativeText.of(fallback));
    }
  }

  private static Optional<Path> installed() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var machine = System.getProperty("os.arch").equals("amd64")
        ? "x86_64"
        : System.getProperty("os.arch");
    return Optional.ofNullable(System.getProperty("parallelr.installation"))
        .map(NativeText::path)
        .map(installation -> installation.resolve("lib/server/native/" + system + '-' + machine))
        .filter(directory -> Files.isRegularFile(directory.resolve(FILE)));
  }
}
