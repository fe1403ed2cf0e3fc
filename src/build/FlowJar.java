import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Makes the jar for programs with flows: of the product and of some libraries, the classes that those
/// can come to, and nothing else. The libraries get other names, so that a program may have its own,
/// as classes or as modules.
final class FlowJar {
  private static final String API = "io/parallelr/flows/";
  private static final String ENGINE = "io/parallelr/flowhost/LocalFlows.class";
  private static final String SERVICE = "META-INF/services/io.parallelr.flows.FlowEngine";
  private static final Pattern RESOURCE = Pattern.compile("io/parallelr/serve/[^/]+\\.(sh|bash)");
  private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/\\d+/(.+)");
  private static final Pattern TYPE = Pattern.compile("L([\\w/$]+);");
  private static final String CLASS = ".class";
  /// Libraries for what flows do not do: limits of memory, and configuration files; and annotations,
  /// which a program needs not find.
  private static final List<String> LEFT_OUT =
      List.of("oshi/", "com/sun/jna/", "com/typesafe/", "org/jspecify/");
  /// What log events go to here, instead of a library for that.
  private static final String LOGGING = "io/parallelr/flowlog/SystemLogging";

  private final Map<String, byte[]> found = new HashMap<>(); // by the name of the entry
  private final Map<String, List<String>> versions = new HashMap<>(); // of a class, by its own entry

  private FlowJar() {}

  /// Makes it.
  ///
  /// @param jars in which classes are looked for
  /// @param time of all entries
  static void write(List<Path> jars, Path destination, FileTime time) throws IOException {
    var made = new FlowJar();
    for (var jar : jars) {
      made.read(jar);
    }
    var names = made.reached();
    var provider = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
    made.found.put(provider, LOGGING.replace('/', '.').getBytes(StandardCharsets.UTF_8));
    names.add(provider);
    made.write(destination, names, time);
  }

  /// Makes a jar with the sources of what users of flows see, which have its documentation.
  ///
  /// @param sources the directory in which packages are looked for
  /// @param time of all entries
  static void writeSources(Path sources, Path destination, FileTime time) throws IOException {
    var made = new FlowJar();
    try (var files = Files.newDirectoryStream(sources.resolve(API), "*.java")) {
      for (var file : files) {
        made.found.put(API + file.getFileName(), Files.readAllBytes(file));
      }
    }
    made.write(destination, new TreeSet<>(made.found.keySet()), time);
  }

  private void read(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      for (var entry : zip.stream().toList()) {
        if (!entry.isDirectory()) {
          try (var in = zip.getInputStream(entry)) {
            found.putIfAbsent(entry.getName(), in.readAllBytes());
          }
          var versioned = VERSIONED.matcher(entry.getName());
          if (versioned.matches()) {
            versions.computeIfAbsent(versioned.group(1), _ -> new ArrayList<>())
                .add(entry.getName());
          }
        }
      }
    }
  }

  private TreeSet<String> reached() {
    var reached = new TreeSet<String>();
    var open = new ArrayDeque<String>();
    found.keySet()
        .stream()
        .filter(
            name -> name.startsWith(API) || name.equals(ENGINE) || name.equals(SERVICE)
                || name.equals(LOGGING + CLASS) || RESOURCE.matcher(name).matches())
        .forEach(open::add);
    while (!open.isEmpty()) {
      var name = open.remove();
      if (reached.add(name) && name.endsWith(CLASS)) {
        open.addAll(versions.getOrDefault(name, List.of()));
        open.addAll(references(found.get(name)));
      }
    }
    return reached;
  }

  /// The classes that a class names, also in texts, as it might look for them by their names.
  private List<String> references(byte[] bytes) {
    var names = new ArrayList<String>();
    for (var entry : ClassFile.of().parse(bytes).constantPool()) {
      if (entry instanceof Utf8Entry utf8) {
        var text = utf8.stringValue();
        names.add(text.replace('.', '/') + CLASS);
        TYPE.matcher(text).results().forEach(type -> names.add(type.group(1) + CLASS));
      }
    }
    names.removeIf(
        name -> !found.containsKey(name) || LEFT_OUT.stream().anyMatch(name::startsWith));
    return names;
  }

  private void write(Path destination, TreeSet<String> names, FileTime time) throws IOException {
    var manifest = new Manifest();
    var main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Automatic-Module-Name", "io.parallelr.flow");
    main.putValue("Multi-Release", "true");
    try (var jar = new JarOutputStream(Files.newOutputStream(destination))) {
      var first = new ZipEntry("META-INF/MANIFEST.MF");
      first.setLastModifiedTime(time);
      jar.putNextEntry(first);
      manifest.write(jar);
      for (var name : names) {
        var bytes = found.get(name);
        put(
            jar,
            Relocation.of(name),
            name.endsWith(CLASS) ? Relocation.ofClass(bytes) : bytes,
            time);
      }
    }
  }

  private static void put(JarOutputStream jar, String name, byte[] bytes, FileTime time)
      throws IOException {
    var entry = new ZipEntry(name);
    entry.setLastModifiedTime(time);
    jar.putNextEntry(entry);
    jar.write(bytes);
  }
}
