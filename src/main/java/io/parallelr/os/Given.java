package io.parallelr.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What this process was started with, byte for byte, in the form of [NativeText]. The JVM has all
/// of it too, but with U+FFFD for what is not UTF-8; then the kernel is asked.
public final class Given {
  private static final char REPLACEMENT = '\uFFFD';

  private Given() {}

  /// The words of the command line after the name of the main class.
  ///
  /// @param arguments as `main` was given them
  public static String[] arguments(String[] arguments) {
    if (Arrays.stream(arguments).noneMatch(Given::mayBeSpoiled)) {
      return arguments;
    }
    try {
      var words = words("/proc/self/cmdline");
      return words.subList(words.size() - arguments.length, words.size()).toArray(String[]::new);
    } catch (IOException e) {
      return arguments; // a system without /proc
    }
  }

  /// The whole command line, options of the JVM included.
  ///
  /// @throws IOException on a system without `/proc`
  public static List<String> commandLine() throws IOException {
    return words("/proc/self/cmdline");
  }

  /// The variables of the environment, with the locale of whoever called the launcher.
  public static Map<String, String> environment() {
    var environment = new LinkedHashMap<>(variables());
    CallersLocale.restore(environment);
    return environment;
  }

  private static Map<String, String> variables() {
    var environment = System.getenv();
    if (environment.entrySet()
        .stream()
        .noneMatch(v -> mayBeSpoiled(v.getValue()) || mayBeSpoiled(v.getKey()))) {
      return environment;
    }
    try {
      var given = new LinkedHashMap<String, String>();
      for (var variable : words("/proc/self/environ")) {
        int end = variable.indexOf('=', 1);
        if (end > 0) {
          given.putIfAbsent(variable.substring(0, end), variable.substring(end + 1));
        }
      }
      return given;
    } catch (IOException e) {
      return environment;
    }
  }

  /// The directory where it was started, against which relative paths are taken; absolute.
  public static Path directory() {
    var directory = Path.of("").toAbsolutePath();
    try {
      return mayBeSpoiled(directory.toString())
          ? Files.readSymbolicLink(Path.of("/proc/self/cwd"))
          : directory;
    } catch (IOException e) {
      return directory;
    }
  }

  /// In another locale than UTF-8 the JVM also makes question marks of what it does not know.
  private static boolean mayBeSpoiled(String text) {
    return text.indexOf(REPLACEMENT) >= 0
        || (!NativeText.JVM_IS_UTF8 && !text.chars().allMatch(c -> c < 0x80 && c != '?'));
  }

  private static List<String> words(String file) throws IOException {
    var bytes = ProcessTable.readBytes(file);
    var words = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) { // each word ends with one
        words.add(NativeText.of(Arrays.copyOfRange(bytes, from, i)));
        from = i + 1;
      }
    }
    return words;
  }
}
