package io.parallelr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a configuration file (HOCON) and reports what is not a setting. For one use.
final class FileReader {
  private final Path file;
  private final Map<String, String> environment;
  private final List<String> errors;
  private final List<Found> found = new ArrayList<>();
  private boolean circular;

  /// @param environment where `${NAME}` is looked for, if the file has no such key
  /// @param errors takes up what is wrong
  FileReader(Path file, Map<String, String> environment, List<String> errors) {
    this.file = file;
    this.environment = environment;
    this.errors = errors;
  }

  /// A setting in a source.
  ///
  /// @param origin for messages: file and line
  record Found(Key<?> key, ConfigValue value, String origin) {}

  List<Found> readIfThere() {
    // a link to nowhere, or a directory that may not be searched, must be reported
    return Files.notExists(file, LinkOption.NOFOLLOW_LINKS) ? List.of() : read();
  }

  List<Found> read() {
    if (!Files.exists(file)) {
      errors.add(
          file + closed().map(directory -> ": cannot be read: no permission to enter " + directory)
              .orElseGet(
                  () -> Files.isSymbolicLink(file)
                      ? ": a link to a file that does not exist; fix or remove it"
                      : ": not found; give the path of a configuration file"));
    } else if (!Files.isRegularFile(file)) {
      errors.add(file + ": not a regular file; give a configuration file");
    } else if (!Files.isReadable(file)) {
      errors.add(file + ": cannot be read: permission denied; make it readable for this user");
    } else {
      parse();
    }
    return found;
  }

  /// The directory on the way to the file that this user may not enter, if there is one.
  private Optional<Path> closed() {
    for (var directory = file.toAbsolutePath().getParent(); directory != null; directory =
        directory.getParent()) {
      if (Files.isDirectory(directory)) {
        return Files.isExecutable(directory) ? Optional.empty() : Optional.of(directory);
      }
    }
    return Optional.empty();
  }

  private void parse() {
    var options =
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false);
    try {
      var config = ConfigFactory.parseFile(NativeText.file(file), options);
      byLine((config.isResolved() ? config : resolve(config)).root())
          .forEach(e -> takeSection(e.getKey(), e.getValue()));
    } catch (ConfigException e) {
      errors.add(describe(e));
    }
  }

  /// Puts in what each `${…}` stands for. Where that is nothing, it stays.
  private Config resolve(Config config) {
    var options = ConfigResolveOptions.noSystem()
        .setAllowUnresolved(true)
        .appendResolver(new EnvironmentResolver(environment));
    try {
      return config.resolve(options);
    } catch (ConfigException e) {
      // keys that stand for each other: said once; what needs no resolving is checked all the same
      circular = true;
      errors.add(describe(e));
      return config;
    }
  }

  private void takeSection(String name, ConfigValue value) {
    var where = place(value.origin());
    if (!Key.sections().contains(name)) {
      errors.add(
          value instanceof ConfigObject
              ? "%s: unknown section %s; %s".formatted(where, name, Suggestions.forSection(name))
              : "%s: unknown key %s; %s".formatted(where, name, Suggestions.forKey(name)));
    } else if (value instanceof ConfigObject keys) {
      takeKeys(name, keys);
    } else if (isResolved(value)) {
      errors.add("%s: %s is a section: write %s { … }".formatted(where, name, name));
    } else {
      tellUnresolved(name, value);
    }
  }

  private void takeKeys(String section, ConfigObject keys) {
    try {
      byLine(keys).forEach(e -> takeKey(section + '.' + e.getKey(), e.getValue()));
    } catch (ConfigException.NotResolved e) {
      tellUnresolved(section, keys);
    }
  }

  private void takeKey(String path, ConfigValue value) {
    var where = place(value.origin());
    var key = Key.named(path);
    if (key.isEmpty() && value instanceof ConfigObject keys && isSection(path)) {
      takeKeys(path, keys);
    } else if (key.isEmpty()) {
      errors.add("%s: unknown key %s; %s".formatted(where, path, Suggestions.forKey(path)));
    } else if (isResolved(value)) {
      found.add(new Found(key.get(), value, where));
    } else {
      tellUnresolved(path, value);
    }
  }

  /// Whether keys lie below the path.
  private static boolean isSection(String path) {
    return Key.all().stream().anyMatch(key -> key.path().startsWith(path + '.'));
  }

  /// The library has no question for it, only an exception.
  private static boolean isResolved(ConfigValue value) {
    try {
      value.unwrapped();
      return true;
    } catch (ConfigException.NotResolved e) {
      return false;
    }
  }

  private void tellUnresolved(String path, ConfigValue value) {
    if (!circular) {
      errors.add(
          "%s: %s is %s, which has no value in this file or the environment".formatted(
              place(value.origin()),
              path,
              value.render(ConfigRenderOptions.concise())));
    }
  }

  private static List<Map.Entry<String, ConfigValue>> byLine(ConfigObject object) {
    return object.entrySet()
        .stream()
        .sorted(Comparator.comparingInt(e -> e.getValue().origin().lineNumber()))
        .toList();
  }

  private String place(ConfigOrigin origin) {
    if (origin.description().startsWith(EnvironmentResolver.ORIGIN)) {
      return "%s (%s)".formatted(file, origin.description());
    }
    var given = NativeText.file(file).getPath();
    var name = origin.filename() == null || origin.filename().equals(given)
        ? file.toString()
        : origin.filename();
    return origin.lineNumber() > 0 ? name + ':' + origin.lineNumber() : name;
  }

  /// The library's message, without its own way to say where, which we say in front.
  private String describe(ConfigException e) {
    var origin = e.origin();
    var message = String.valueOf(e.getMessage());
    if (e instanceof ConfigException.IO) {
      // the message is made of one exception's text in another's: the last part says why
      int last = message.lastIndexOf("Exception: ");
      return "%s: %s".formatted(file, last < 0 ? message : message.substring(last + 11));
    }
    if (origin != null && message.startsWith(origin.description() + ": ")) {
      message = message.substring(origin.description().length() + 2);
    }
    if (message.contains("end of file")) {
      message = endsInside()
          ? "the file ends inside a section or a list: a } or ] is missing"
          : "not a setting; write key = value, or section { key = value }";
    }
    int more = message.indexOf(" (if you ");
    if (more > 0) {
      message = message.substring(0, more);
    }
    return (origin == null ? file.toString() : place(origin)) + ": " + message;
  }

  /// Whether more is opened than closed. Roughly: quotes and comments count as well.
  private boolean endsInside() {
    try {
      var text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return text.chars().filter(c -> c == '{' || c == '[').count() > text.chars()
          .filter(c -> c == '}' || c == ']')
          .count();
    } catch (IOException e) {
      return true;
    }
  }
}
