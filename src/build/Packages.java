import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/// Packs the product together with a Java runtime of its own: as an archive, and as a package for Debian and Ubuntu.
///
/// Run by the build: `java Packages.java SOURCES DISTRIBUTION TARGET VERSION TIME MAINTAINER`.
public final class Packages {
  private Packages() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var sources = Path.of(args[0]);
    var distribution = Path.of(args[1]);
    var target = Path.of(args[2]);
    var version = args[3];
    var time = Instant.parse(args[4]);
    var work = target.resolve("packages");
    Trees.clear(work);
    var installation = work.resolve("parallelr-" + version);
    Trees.copy(
        distribution,
        installation,
        file -> !file.toString().endsWith(".aot") && !isForOtherMachine(file));
    var java = RuntimeImage.make(installation);
    Trees.unify(installation, FileTime.from(time)); // before the caches, which know the jars and the runtime by their times
    new Caches(java, installation).make();
    Trees.unify(installation, FileTime.from(time));
    archive(installation, target, version, time);
    new DebianPackage(sources, installation, version, time, args[5])
        .write(work.resolve("debian"), target);
    Trees.clear(work);
  }

  private static String machine() {
    var machine = System.getProperty("os.arch");
    return machine.equals("amd64") ? "x86_64" : machine;
  }

  /// Whether it is one of the native libraries for another machine than this one.
  private static boolean isForOtherMachine(Path file) {
    var directory = Path.of("linux-" + machine());
    var parts = file.toString().split("lib/server/native/", 2);
    return parts.length == 2 && !Path.of(parts[1]).startsWith(directory);
  }

  private static void archive(Path installation, Path target, String version, Instant time)
      throws IOException, InterruptedException {
    Programs.output(
        Map.of("GZIP", "-n"),
        "tar",
        "--create",
        "--gzip",
        "--sort=name",
        "--format=posix",
        "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime",
        "--mtime=" + time,
        "--owner=root:0",
        "--group=root:0",
        "--file=" + target.resolve("parallelr-%s-linux-%s.tar.gz".formatted(version, machine())),
        "--directory=" + installation.getParent(),
        String.valueOf(installation.getFileName()));
  }
}
