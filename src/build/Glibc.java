import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Tells from which version of the GNU C library on an installation works: its native files are linked to versions of
/// symbols, and the product looks up others by name.
final class Glibc {
  private static final Pattern VERSION = Pattern.compile("GLIBC_(\\d+)\\.(\\d+).*");
  private static final Pattern CALL = Pattern.compile("\\b(?:symbol|find)\\(\\s*\"(\\w+)\"\\)");
  private static final Pattern LOADED = Pattern.compile("(/\\S*/libc\\.so\\.6)$", Pattern.MULTILINE);
  private static final int DEFINED = 0x6ffffffd;
  private static final int NEEDED = 0x6ffffffe;
  private static final int VERSIONS_OF_SYMBOLS = 0x6fffffff;
  private static final int SYMBOLS = 11;
  private static final int SYMBOL_BYTES = 24;

  /// A part of an ELF file, with the fields of its header that are of use here.
  private record Section(int type, int offset, int size, int link, int count) {}

  private final ByteBuffer bytes;
  private final List<Section> sections = new ArrayList<>();

  private Glibc(byte[] file) {
    bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int start = Math.toIntExact(bytes.getLong(0x28));
    int entry = bytes.getShort(0x3a);
    for (int i = 0; i < bytes.getShort(0x3c); i++) {
      int at = start + i * entry;
      sections.add(
          new Section(
              bytes.getInt(at + 4),
              Math.toIntExact(bytes.getLong(at + 24)),
              Math.toIntExact(bytes.getLong(at + 32)),
              bytes.getInt(at + 40),
              bytes.getInt(at + 44)));
    }
  }

  /// The lowest version with all that the native files below a directory are linked to, and that the sources of the
  /// product look up by name.
  ///
  /// @param sources of the product
  /// @throws IOException also if a name is not in the C library that this runs with
  static String needed(Path sources, Path installation) throws IOException {
    var versions = new ArrayList<>(List.of("GLIBC_2.0"));
    try (var files = Files.walk(installation)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (isElf(file)) {
          versions.addAll(new Glibc(Files.readAllBytes(file)).versionsNeeded());
        }
      }
    }
    var library = ofThisProcess().versionsOfSymbols();
    try (var files = Files.list(sources.resolve("src/main/java/io/parallelr/os"))) {
      for (var file : files.toList()) {
        for (var call : CALL.matcher(Files.readString(file)).results().toList()) {
          var found = library.get(call.group(1));
          if (found == null) {
            throw new IOException(file + ": " + call.group(1) + " is not in the C library");
          }
          versions.add(found);
        }
      }
    }
    versions.sort(Glibc::compare);
    return versions.getLast().substring("GLIBC_".length());
  }

  private static boolean isElf(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var start = in.readNBytes(4);
      return start.length == 4 && ByteBuffer.wrap(start).getInt() == 0x7f454c46;
    }
  }

  private static Glibc ofThisProcess() throws IOException {
    var found = LOADED.matcher(Files.readString(Path.of("/proc/self/maps")));
    if (!found.find()) {
      throw new IOException("this Java does not run with the GNU C library, so no package can be built here");
    }
    return new Glibc(Files.readAllBytes(Path.of(found.group(1))));
  }

  private List<String> versionsNeeded() {
    var found = new ArrayList<String>();
    for (var section : sections.stream().filter(s -> s.type == NEEDED).toList()) {
      int library = section.offset;
      for (int i = 0; i < section.count; i++) {
        int version = library + bytes.getInt(library + 8);
        for (int j = 0; j < bytes.getShort(library + 2); j++) {
          found.add(string(section, bytes.getInt(version + 8)));
          version += bytes.getInt(version + 12);
        }
        library += bytes.getInt(library + 12);
      }
    }
    found.removeIf(name -> !VERSION.matcher(name).matches());
    return found;
  }

  /// The oldest version of each symbol that a library defines: who looks one up by name gets the newest, which the
  /// libraries before it had as an older one.
  private Map<String, String> versionsOfSymbols() {
    var names = versionsDefined();
    var symbols = only(SYMBOLS);
    var versions = only(VERSIONS_OF_SYMBOLS);
    var found = new HashMap<String, String>();
    for (int i = 0; i < symbols.size / SYMBOL_BYTES; i++) {
      var version = names.get(bytes.getShort(versions.offset + 2 * i) & 0x7fff);
      if (version != null && VERSION.matcher(version).matches()) {
        found.merge(
            string(symbols, bytes.getInt(symbols.offset + i * SYMBOL_BYTES)),
            version,
            (a, b) -> compare(a, b) <= 0 ? a : b);
      }
    }
    return found;
  }

  private Map<Integer, String> versionsDefined() {
    var section = only(DEFINED);
    var names = new HashMap<Integer, String>();
    int at = section.offset;
    for (int i = 0; i < section.count; i++) {
      int name = bytes.getInt(at + bytes.getInt(at + 12));
      names.put((int) bytes.getShort(at + 4), string(section, name));
      at += bytes.getInt(at + 16);
    }
    return names;
  }

  private Section only(int type) {
    return sections.stream().filter(section -> section.type == type).findFirst().orElseThrow();
  }

  private String string(Section user, int index) {
    int start = sections.get(user.link).offset + index;
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    return new String(bytes.array(), start, end - start, StandardCharsets.US_ASCII);
  }

  private static int compare(String a, String b) {
    return Integer.compare(number(a), number(b));
  }

  private static int number(String version) {
    var parts = VERSION.matcher(version);
    return parts.matches() ? Integer.parseInt(parts.group(1)) * 1000 + Integer.parseInt(parts.group(2)) : 0;
  }
}
