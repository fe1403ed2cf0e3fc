import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Makes a Java runtime of the modules that an installation needs, and no others.
final class RuntimeImage {
  /// What the product finds by name or as a service, which no tool can tell from its classes.
  private static final List<String> BY_NAME = List.of("jdk.httpserver", "jdk.crypto.ec", "jdk.charsets");
  /// Of java.desktop, the product needs java.beans alone: not what needs a screen, sound or other packages. And
  /// nothing compiles for older versions of Java.
  private static final List<String> LEFT_OUT = List.of(
      "libawt_xawt.so",
      "libjsound.so",
      "libsplashscreen.so",
      "libjawt.so",
      "libfontmanager.so",
      "libfreetype.so",
      "liblcms.so",
      "libmlib_image.so",
      "libjavajpeg.so",
      "psfontj2d.properties",
      "ct.sym");

  private RuntimeImage() {}

  /// @param installation whose `lib` has the jars; the runtime becomes its `lib/java`
  static Path make(Path installation) throws IOException, InterruptedException {
    var home = Path.of(System.getProperty("java.home"));
    var image = installation.resolve("lib/java");
    var modules = new TreeSet<>(BY_NAME);
    var found = Programs.output(
        home.resolve("bin/jdeps").toString(),
        "--multi-release",
        System.getProperty("java.specification.version"),
        "--ignore-missing-deps",
        "--print-module-deps",
        "--class-path",
        Caches.serverClasses(installation),
        "--recursive",
        installation.resolve("lib/parallelr.jar").toString());
    modules.addAll(List.of(found.strip().split(",")));
    Programs.run(
        home.resolve("bin/jlink").toString(),
        "--add-modules",
        String.join(",", modules),
        "--strip-java-debug-attributes", // all of --strip-debug would need objcopy, for nothing
        "--no-header-files",
        "--no-man-pages",
        "--compress",
        "zip-6",
        "--exclude-files",
        LEFT_OUT.stream().map(name -> "**/" + name).collect(Collectors.joining(",")),
        "--output",
        image.toString());
    try (var programs = Files.list(image.resolve("bin"))) {
      for (var program : programs.toList()) {
        if (!program.endsWith("java")) {
          Files.delete(program);
        }
      }
    }
    return image;
  }
}
