package io.parallelr.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Reads configuration files (HOCON) and finds what in them is no setting.
final class FileReader {
  private final List<String> errors;

  /// @param errors takes up what is wrong
  FileReader(List<String> errors) {
    this.errors = errors;
  }

  /// A setting in a source.
  ///
  /// @param origin for messages: file and line
  record Found(Key key, ConfigValue value, String origin) {}

  List<Found> readIfThere(Path file) {
    return Files.exists(file) ? read(file) : List.of();
  }

  List<Found> read(Path file) {
    if (!Files.exists(file)) {
      errors.add(file + ": not found");
    } else if (!Files.isRegularFile(file)) {
      errors.add(file + ": not a regular file; give a configuration file");
    } else if (!Files.isReadable(file)) {
      errors.add(file + ": cannot be read: permission denied");
    } else {
      try {
        var options = ConfigParseOptions.defaults().setAllowMissing(false);
        Config config = ConfigFactory.parseFile(file.toFile(), options).resolve();
        return settings(file, config.root());
      } catch (ConfigException e) {
        errors.add(describe(file, e));
      }
    }
    return List.of();
  }

  private List<Found> settings(Path file, ConfigObject root) {
    var found = new ArrayList<Found>();
    for (var section : byLine(root)) {
      var name = section.getKey();
      var value = section.getValue();
      if (!Key.sections().contains(name)) {
        var where = place(file, value.origin());
        errors.add(
            "%s: unknown section %s%s"
                .formatted(where, name, Suggestions.hint(name, Key.sections())));
      } else if (value instanceof ConfigObject entries) {
        byLine(entries).forEach(e -> add(file, name + '.' + e.getKey(), e.getValue(), found));
      } else {
        errors.add(
            "%s: %s is a section: write %s { … }"
                .formatted(place(file, value.origin()), name, name));
      }
    }
    return found;
  }

  private void add(Path file, String path, ConfigValue value, List<Found> found) {
    var where = place(file, value.origin());
    Key.named(path)
        .ifPresentOrElse(
            key -> found.add(new Found(key, value, where)),
            () -> errors.add(
                "%s: unknown key %s%s".formatted(
                    where,
                    path,
                    Suggestions.hint(path, Key.ALL.stream().map(Key::path).toList()))));
  }

  private static List<Map.Entry<String, ConfigValue>> byLine(ConfigObject object) {
    return object.entrySet()
        .stream()
        .sorted(Comparator.comparingInt(e -> e.getValue().origin().lineNumber()))
        .toList();
  }

  private static String place(Path file, ConfigOrigin origin) {
    var name = origin.filename() == null ? file.toString() : origin.filename();
    return origin.lineNumber() > 0 ? name + ':' + origin.lineNumber() : name;
  }

  /// The library's message, without its own way to say where, which we say in front.
  private static String describe(Path file, ConfigException e) {
    var origin = e.origin();
    var message = String.valueOf(e.getMessage());
    if (origin != null && message.startsWith(origin.description() + ": ")) {
      message = message.substring(origin.description().length() + 2);
    }
    int more = message.indexOf(" (if you intended");
    if (more > 0) {
      message = message.substring(0, more);
    }
    return (origin == null ? file.toString() : place(file, origin)) + ": "
        + message.replace('\n', ' ');
  }
}
