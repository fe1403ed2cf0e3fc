package io.parallelr.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.parallelr.task.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Reads the sources one after the other. For one use.
final class Loader {
  private static final String OPTION = "option "; // before its name, as --show-config has it
  private static final String BUILT_IN = "built-in default";

  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Values values = new Values();

  Configuration load(Sources sources) {
    Key.all().forEach(key -> set(key, key.builtInValue(), BUILT_IN));
    var environment = sources.environment();
    reader(sources.systemFile(), environment).readIfThere().forEach(v -> setFrom(v, true));
    reader(sources.userFile(), environment).readIfThere().forEach(v -> setFrom(v, false));
    for (var file : sources.givenFiles()) {
      reader(file, environment).read().forEach(v -> setFrom(v, false));
    }
    setFromEnvironment(environment);
    for (var option : sources.options()) {
      set(option.key(), ConfigValueFactory.fromAnyRef(option.value()), option.origin());
    }
    if (!errors.isEmpty()) {
      return new Configuration.Invalid(errors.stream().map(Printable::of).toList());
    }
    Key.all().forEach(this::cap);
    return new Configuration.Valid(
        Settings.of(values),
        warnings.stream().map(Printable::of).toList(),
        Key.all().stream().map(this::entry).toList());
  }

  private <T> Configuration.Entry entry(Key<T> key) {
    return new Configuration.Entry(
        key.path(),
        Printable.of(key.kind().show(values.get(key))),
        values.entry(key).map(Values.Entry::origin).orElse(""));
  }

  private FileReader reader(Path file, Map<String, String> environment) {
    return new FileReader(file, environment, errors);
  }

  private void setFrom(FileReader.Found found, boolean isSystem) {
    if (found.key().systemOnly() && !isSystem) {
      warnings.add(
          "%s: %s is ignored: only the system's configuration file may set it"
              .formatted(found.origin(), found.key().path()));
    } else {
      set(found.key(), found.value(), found.origin());
    }
  }

  private void setFromEnvironment(Map<String, String> environment) {
    for (var variable : new TreeMap<>(environment).entrySet()) {
      var name = variable.getKey();
      var key = Key.all().stream().filter(k -> k.variable().equals(name)).findFirst();
      var origin = "environment variable " + name;
      if (key.isPresent()) {
        var value = ConfigValueFactory.fromAnyRef(variable.getValue());
        setFrom(new FileReader.Found(key.get(), value, origin), false);
      } else if (isOurs(name)) {
        errors.add("%s: no such setting; %s".formatted(origin, Suggestions.forVariable(name)));
      }
    }
  }

  private static boolean isOurs(String variable) {
    return Key.sections()
        .stream()
        .anyMatch(
            s -> variable.startsWith("PARALLELR_" + s.toUpperCase(Locale.ROOT) + "_"));
  }

  private <T> void set(Key<T> key, ConfigValue value, String origin) {
    try {
      var read = key.kind().read(value);
      var merged =
          values.entry(key).map(earlier -> key.kind().merged(earlier.value(), read)).orElse(read);
      values.put(key, merged, key.kind() instanceof Kind.Slots ? slots(value, origin) : origin);
      if (key.equals(Key.WORKSPACE_ISOLATION) && !origin.equals(BUILT_IN)) {
        isolate(values.get(Key.WORKSPACE_ISOLATION), origin);
      }
    } catch (InvalidValueException e) {
      errors.add("%s %s".formatted(named(key, origin), e.getMessage()));
    }
  }

  /// What its user calls it: an option by its name.
  private static String named(Key<?> key, String origin) {
    return origin.startsWith(OPTION)
        ? origin.substring(OPTION.length())
        : "%s: %s".formatted(origin, key.path());
  }

  /// A number of slots is shown with how it was asked for.
  private static String slots(ConfigValue value, String origin) {
    var text = String.valueOf(value.unwrapped()).strip();
    return text.endsWith("%") || text.equalsIgnoreCase(Kind.AUTO)
        ? "%s (%s)".formatted(origin, text)
        : origin;
  }

  /// Takes the former switch for what it means now.
  private void isolate(boolean on, String origin) {
    boolean isOn = values.get(Key.WORKING_DIRECTORY).equals("slot");
    if (on != isOn) {
      values.put(
          Key.WORKING_DIRECTORY,
          on ? "slot" : Key.HERE,
          "%s (%s)".formatted(origin, Key.WORKSPACE_ISOLATION.path()));
    }
  }

  private <T> void cap(Key<T> key) {
    key.cap().ifPresent(cap -> cap.lowered(values.get(key), values).ifPresent(lowered -> {
      var origin = values.entry(key).map(Values.Entry::origin).orElse("");
      // who lowers a maximum need not lower the default with it
      if (!origin.startsWith(BUILT_IN)) {
        warnings.add(
            "%s %s is more than %s allows; %s is used".formatted(
                named(key, origin),
                key.kind().show(values.get(key)),
                cap.key().get().path(),
                key.kind().show(lowered)));
      }
      values.put(key, lowered, "%s, capped by %s".formatted(origin, cap.key().get().path()));
    }));
  }
}
