import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/// Lays out the product as it is installed, and lets it run once so that later starts are quick.
///
/// Run by the build: `java Layout.java SOURCES JAR DESTINATION TIME SERVER-LIBRARIES`.
public final class Layout {
  private static final List<String> LAUNCHERS =
      List.of("parallelr", "tasker", "ptasker", "prunner", "autoexecflow", "psr");
  private static final List<String> DIRECTORIES = List.of("conf", "docs", "tasks");
  /// A class that stays as it is, so that something is loaded from the jar while the cache is made: else
  /// JDK 25 takes it that nothing depends on the jar, and would use the cache with any other one.
  private static final String OLD_CLASS = "picocli/CommandLine$ParameterException.class";
  private static final List<String> FILES = List.of("README.md", "CHANGELOG.md", "LICENSE");

  private Layout() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var sources = Path.of(args[0]);
    var destination = Path.of(args[2]);
    Trees.clear(destination);
    Files.createDirectories(destination.resolve("bin"));
    Files.createDirectories(destination.resolve("lib"));
    copyJar(Path.of(args[1]), destination.resolve("lib/parallelr.jar"));
    moveLibraries(Path.of(args[4]), destination.resolve("lib/server"));
    makeFlowJar(sources, destination.resolve("lib"), FileTime.from(Instant.parse(args[3])));
    setTimes(destination.resolve("lib"), FileTime.from(Instant.parse(args[3])));
    for (var launcher : LAUNCHERS) {
      var file = destination.resolve("bin/" + launcher);
      Files.copy(sources.resolve("bin/" + launcher), file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    makeTaskerJar(
        sources.resolve("src/launcher/java/io/parallelr/launcher/TaskerJar.java"),
        destination.resolve("lib/tasker.jar"));
    for (var directory : DIRECTORIES) {
      Trees.copy(sources.resolve(directory), destination.resolve(directory), _ -> true);
    }
    for (var file : FILES) {
      Files.copy(sources.resolve(file), destination.resolve(file));
    }
    extractDatabaseLibraries(destination.resolve("lib/server"));
    writeManual(destination, args[3]);
    Caches.ofThisJava(destination).make();
  }

  /// Takes the libraries away from where the build has put them, so that those of an earlier version
  /// are not taken along next time.
  private static void moveLibraries(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var jars = Files.list(from)) {
      for (var jar : jars.toList()) {
        Files.move(jar, to.resolve(jar.getFileName()));
      }
    }
  }

  /// Of the libraries of the server, programs with flows need that of schedules alone.
  private static void makeFlowJar(Path sources, Path libraries, FileTime time) throws IOException {
    var jars = new ArrayList<>(List.of(libraries.resolve("parallelr.jar")));
    try (var found = Files.newDirectoryStream(libraries.resolve("server"), "cron-utils-*.jar")) {
      found.forEach(jars::add);
    }
    FlowJar.write(jars, libraries.resolve("parallelr-flow.jar"), time);
    FlowJar.writeSources(
        sources.resolve("src/main/java"), libraries.resolve("parallelr-flow-sources.jar"), time);
  }

  /// A cache knows the jars by their times, which are to be those that they will have in the archive.
  private static void setTimes(Path directory, FileTime time) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, time);
      }
    }
  }

  /// Copies the jar, with the classes of picocli in the form of this Java's: they come in that of
  /// Java 5, which has no frames, and so they could not be in the cache. To load and verify them takes
  /// a tenth of the time of a short command.
  private static void copyJar(Path from, Path to) throws IOException {
    try (var jar = new ZipFile(from.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(to))) {
      var classes = ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver
                  .ofResourceParsing(
                      name -> open(jar, name.packageName().replace('.', '/') + '/' + name.displayName() + ".class"))
                  .orElse(ClassHierarchyResolver.defaultResolver())));
      for (var entry : jar.stream().toList()) {
        var copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        try (var in = jar.getInputStream(entry)) {
          var bytes = in.readAllBytes();
          boolean isOld =
              entry.getName().startsWith("picocli/") && entry.getName().endsWith(".class")
                  && !entry.getName().equals(OLD_CLASS);
          out.write(isOld ? modernized(classes, bytes) : bytes);
        }
      }
    }
  }

  private static InputStream open(ZipFile jar, String name) {
    var entry = jar.getEntry(name);
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] modernized(ClassFile classes, byte[] bytes) {
    var model = classes.parse(bytes);
    return classes.build(
        model.thisClass().asSymbol(),
        builder -> {
          model.forEach(element -> {
            if (element instanceof MethodModel method) {
              builder.transformMethod(method, MethodTransform.transformingCode(CodeBuilder::with));
            } else if (!(element instanceof ClassFileVersion)) {
              builder.with(element);
            }
          });
          builder.withVersion(ClassFile.latestMajorVersion(), 0);
        });
  }

  /// A jar that any Java from 8 on can start: its one class does the rest, with the jar beside it.
  private static void makeTaskerJar(Path source, Path jar) throws IOException {
    var classes = Files.createTempDirectory("parallelr-classes");
    try {
      int status = ToolProvider.getSystemJavaCompiler()
          .run(
              null,
              null,
              null,
              "--release",
              "8",
              "-Xlint:-options",
              "-d",
              classes.toString(),
              source.toString());
      if (status != 0) {
        throw new IOException(source + " does not compile");
      }
      var manifest = new Manifest();
      var attributes = manifest.getMainAttributes();
      attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
      attributes.put(Attributes.Name.MAIN_CLASS, "io.parallelr.launcher.TaskerJar");
      attributes.put(Attributes.Name.CLASS_PATH, "parallelr.jar");
      attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
      try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
          var files = Files.walk(classes)) {
        for (var file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
          Files.copy(file, out);
        }
      }
    } finally {
      Trees.clear(classes);
    }
  }

  /// Takes the native libraries out of the jar of the database, which would otherwise be unpacked at each start.
  private static void extractDatabaseLibraries(Path libraries) throws IOException {
    Path jar;
    try (var files = Files.newDirectoryStream(libraries, "sqlite-jdbc-*.jar")) {
      jar = files.iterator().next();
    }
    try (var zip = new ZipFile(jar.toFile())) {
      for (var machine : List.of("x86_64", "aarch64")) {
        var target = libraries.resolve("native/linux-" + machine + "/libsqlitejdbc.so");
        Files.createDirectories(target.getParent());
        try (var in = open(zip, "org/sqlite/native/Linux/" + machine + "/libsqlitejdbc.so")) {
          Files.copy(in, target);
        }
      }
    }
  }

  /// The completion of shells and the manual pages, from the options that the programs really have.
  private static void writeManual(Path destination, String time)
      throws IOException, InterruptedException {
    Caches.ofThisJava(destination)
        .run(
            destination,
            "-cp",
            Caches.serverClasses(destination),
            "io.parallelr.manual.Manual",
            destination.toString(),
            time);
  }
}
