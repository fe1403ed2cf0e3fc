import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Makes a package for Debian and Ubuntu of an installation that has its own runtime.
///
/// @param sources of the product
/// @param installation what is to be packed
/// @param time of all files
/// @param maintainer name and address, as in `Ada <ada@example.org>`
record DebianPackage(Path sources, Path installation, String version, Instant time, String maintainer) {
  private static final String NAME = "parallelr";
  private static final String HOME = "usr/lib/parallelr";
  private static final String DOCUMENTATION = "usr/share/doc/parallelr";
  private static final List<String> SYSTEM_UNITS =
      List.of("parallelr.service", "parallelr-serve.service", "autoexecflow.service");
  private static final String RELOAD = """
      #!/bin/sh
      set -e
      if [ -d /run/systemd/system ]; then
        systemctl daemon-reload || true
      fi
      """;
  /// Before a removal, not an upgrade. What users have changed by `systemctl edit` stays.
  private static final String STOP = """
      #!/bin/sh
      set -e
      if [ "$1" = remove ] && command -v systemctl >/dev/null; then
        for unit in %s; do
          if [ -d /run/systemd/system ]; then
            systemctl stop "$unit" || true
          fi
          systemctl --quiet disable "$unit" || true
        done
      fi
      """;

  /// @param work an empty directory, or none yet
  void write(Path work, Path target) throws IOException, InterruptedException {
    for (var directory : List.of("bin", "lib")) {
      Trees.copy(installation.resolve(directory), work.resolve(HOME + '/' + directory), _ -> true);
    }
    configuration(work);
    commands(work);
    manuals(work);
    completion(work);
    units(work);
    documentation(work);
    int kilobytes = size(work);
    control(work.resolve("DEBIAN"), work, kilobytes);
    Trees.unify(work, FileTime.from(time));
    Programs.output(
        Map.of("SOURCE_DATE_EPOCH", String.valueOf(time.getEpochSecond())),
        "dpkg-deb",
        "--root-owner-group",
        "-Zxz",
        "-z2",
        "--build",
        work.toString(),
        target.resolve("%s_%s_%s.deb".formatted(NAME, version, architecture())).toString());
  }

  private static String architecture() {
    var machine = System.getProperty("os.arch");
    return machine.equals("aarch64") ? "arm64" : machine;
  }

  private void configuration(Path work) throws IOException {
    var directory = Files.createDirectories(work.resolve("etc/parallelr"));
    Files.copy(
        installation.resolve("conf/parallelr.conf"),
        directory.resolve("parallelr.conf"));
    Files.createSymbolicLink(work.resolve(HOME + "/conf"), Path.of("/etc/parallelr"));
  }

  private void commands(Path work) throws IOException {
    var directory = Files.createDirectories(work.resolve("usr/bin"));
    try (var commands = Files.list(installation.resolve("bin"))) {
      for (var command : commands.toList()) {
        var name = String.valueOf(command.getFileName());
        Files.createSymbolicLink(
            directory.resolve(name),
            Path.of("../lib/parallelr/bin", name));
      }
    }
  }

  private void manuals(Path work) throws IOException, InterruptedException {
    var directory = Files.createDirectories(work.resolve("usr/share/man/man1"));
    Trees.copy(installation.resolve("share/man/man1"), directory, _ -> true);
    try (var pages = Files.list(directory)) {
      for (var page : pages.toList()) {
        Programs.run("gzip", "-9n", page.toString());
      }
    }
  }

  private void completion(Path work) throws IOException {
    var from = installation.resolve("docs/completion");
    try (var files = Files.list(from)) {
      for (var file : files.toList()) {
        var name = String.valueOf(file.getFileName());
        var directory = name.startsWith("_")
            ? "usr/share/zsh/vendor-completions"
            : name.endsWith(".fish")
                ? "usr/share/fish/vendor_completions.d"
                : "usr/share/bash-completion/completions";
        var text = Files.readString(file);
        Files.writeString(
            Files.createDirectories(work.resolve(directory)).resolve(name),
            text.startsWith("#!") ? text.substring(text.indexOf('\n') + 1) : text); // shells read it, none runs it
      }
    }
  }

  /// None of them is enabled, as each needs to be told what to run, and as whom.
  private void units(Path work) throws IOException {
    var system = Files.createDirectories(work.resolve("usr/lib/systemd/system"));
    var user = Files.createDirectories(work.resolve("usr/lib/systemd/user"));
    for (var unit : SYSTEM_UNITS) {
      unit(unit, system.resolve(unit));
    }
    unit("parallelr-user.service", user.resolve("parallelr.service"));
  }

  private void unit(String name, Path to) throws IOException {
    var text = Files.readString(installation.resolve("docs/systemd/" + name));
    Files.writeString(
        to,
        text.replaceFirst("Copy it to \\S+, change", "Change")
            .replaceFirst("marked <-, then", "marked <- by `systemctl edit --full`, then")
            .replace("/opt/parallelr/bin/", "/usr/bin/"));
  }

  private void documentation(Path work) throws IOException, InterruptedException {
    var directory = Files.createDirectories(work.resolve(DOCUMENTATION));
    Trees.copy(
        installation.resolve("docs"),
        directory.resolve("docs"),
        file -> !file.toString().contains("docs/completion"));
    Trees.copy(installation.resolve("tasks"), directory.resolve("examples"), _ -> true);
    Files.copy(installation.resolve("README.md"), directory.resolve("README.md"));
    Files.copy(installation.resolve("CHANGELOG.md"), directory.resolve("CHANGELOG.md"));
    Files.copy(sources.resolve("src/build/debian-copyright"), directory.resolve("copyright"));
    var overrides = Files.createDirectories(work.resolve("usr/share/lintian/overrides"));
    Files.copy(sources.resolve("src/build/debian-lintian-overrides"), overrides.resolve(NAME));
    var changelog = directory.resolve("changelog");
    Files.writeString(
        changelog,
        "%s (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- %s  %s\n".formatted(
            NAME,
            version,
            maintainer,
            DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT)
                .format(time.atOffset(ZoneOffset.UTC))
                .replace("GMT", "+0000")));
    Programs.run("gzip", "-9n", changelog.toString());
  }

  private void control(Path directory, Path work, int kilobytes) throws IOException {
    var sums = sums(work);
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("control"),
        Files.readString(sources.resolve("src/build/debian-control"))
            .replace("@VERSION@", version)
            .replace("@ARCHITECTURE@", architecture())
            .replace("@MAINTAINER@", maintainer)
            .replace("@GLIBC@", Glibc.needed(sources, installation))
            .replace("@SIZE@", String.valueOf(kilobytes)));
    Files.writeString(directory.resolve("conffiles"), "/etc/parallelr/parallelr.conf\n");
    Files.writeString(directory.resolve("md5sums"), sums);
    script(directory.resolve("postinst"), RELOAD);
    script(directory.resolve("prerm"), STOP.formatted(String.join(" ", SYSTEM_UNITS)));
    script(directory.resolve("postrm"), RELOAD);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String sums(Path work) throws IOException {
    var text = new StringBuilder();
    try (var files = Files.walk(work)) {
      for (var file : files.sorted().toList()) {
        var name = work.relativize(file).toString();
        if (!Files.isSymbolicLink(file) && Files.isRegularFile(file) && !name.startsWith("etc/")) {
          text.append(sum(file)).append("  ").append(name).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static String sum(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private static int size(Path work) throws IOException {
    try (var files = Files.walk(work)) {
      long bytes = 0;
      for (var file : files.filter(f -> !Files.isSymbolicLink(f) && Files.isRegularFile(f)).toList()) {
        bytes += Files.size(file);
      }
      return (int) (bytes / 1024) + 1;
    }
  }
}
