package io.parallelr.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.parallelr.config.Kind.MisfitException;
import io.parallelr.config.Kind.Value;
import io.parallelr.task.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Reads the sources one after the other. For one use.
final class Loader {
  private static final String BUILT_IN = "built-in default";

  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  private record Setting(Value value, String origin) {}

  Configuration load(Sources sources) {
    Key.ALL.forEach(key -> set(key, key.builtInValue(), BUILT_IN));
    var environment = sources.environment();
    reader(sources.systemFile(), environment).readIfThere().forEach(v -> setFrom(v, true));
    reader(sources.userFile(), environment).readIfThere().forEach(v -> setFrom(v, false));
    for (var file : sources.givenFiles()) {
      reader(file, environment).read().forEach(v -> setFrom(v, false));
    }
    setFromEnvironment(environment);
    for (var option : sources.options()) {
      var key = Key.named(option.key()).orElseThrow();
      set(key, ConfigValueFactory.fromAnyRef(option.value()), "option " + option.name());
    }
    if (!errors.isEmpty()) {
      return new Configuration.Invalid(errors.stream().map(Printable::of).toList());
    }
    Key.ALL.forEach(this::cap);
    var values = new LinkedHashMap<String, Value>();
    var entries = new ArrayList<Configuration.Entry>();
    settings.forEach((key, setting) -> {
      values.put(key, setting.value());
      entries.add(
          new Configuration.Entry(key, Printable.of(setting.value().show()), setting.origin()));
    });
    return new Configuration.Valid(
        Settings.of(new Values(values)),
        warnings.stream().map(Printable::of).toList(),
        entries);
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
      var key = Key.ALL.stream().filter(k -> k.variable().equals(name)).findFirst();
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

  private void set(Key key, ConfigValue value, String origin) {
    try {
      var read = key.kind().read(value);
      var earlier = settings.get(key.path());
      settings.put(
          key.path(),
          read instanceof Value.Types added && earlier != null
              && earlier.value() instanceof Value.Types known
                  ? new Setting(known.with(added), origin)
                  : new Setting(read,
                      key.kind() instanceof Kind.Slots ? said(value, origin) : origin));
      if (key.path().equals(Key.WORKSPACE_ISOLATION) && !origin.equals(BUILT_IN)) {
        isolate(read.equals(new Value.Flag(true)), origin);
      }
    } catch (MisfitException e) {
      errors.add("%s: %s %s".formatted(origin, key.path(), e.getMessage()));
    }
  }

  /// A number of slots says where it comes from.
  private static String said(ConfigValue value, String origin) {
    var text = String.valueOf(value.unwrapped()).strip();
    return text.endsWith("%") || text.equalsIgnoreCase(Kind.AUTO)
        ? "%s (%s)".formatted(origin, text)
        : origin;
  }

  /// Takes the former switch for what it means now.
  private void isolate(boolean on, String origin) {
    var current = settings.get(Key.WORKING_DIRECTORY);
    boolean isOn = current != null && current.value().equals(new Value.Text("slot"));
    if (on != isOn) {
      settings.put(
          Key.WORKING_DIRECTORY,
          new Setting(
              new Value.Text(on ? "slot" : Key.HERE),
              "%s (%s)".formatted(origin, Key.WORKSPACE_ISOLATION)));
    }
  }

  private void cap(Key key) {
    if (key.cap().isEmpty()) {
      return;
    }
    var setting = settings.get(key.path());
    var cap = settings.get(key.cap());
    if (setting != null && cap != null && exceeds(setting.value(), cap.value())) {
      // who lowers a maximum need not lower the default with it
      if (!setting.origin().startsWith(BUILT_IN)) {
        warnings.add(
            "%s: %s %s is more than %s allows; %s is used".formatted(
                setting.origin(),
                key.path(),
                setting.value().show(),
                key.cap(),
                cap.value().show()));
      }
      settings.put(
          key.path(),
          new Setting(cap.value(), "%s, capped by %s".formatted(setting.origin(), key.cap())));
    }
  }

  private static boolean exceeds(Value value, Value cap) {
    return switch (value) {
      case Value.None _ -> !(cap instanceof Value.None);
      case Value.Whole(var n) -> cap instanceof Value.Whole(var most) && n > most;
      case Value.Time(var t) -> cap instanceof Value.Time(var most) && t.compareTo(most) > 0;
      case Value.Fraction _,Value.Bytes _,Value.Flag _,Value.Text _,Value.Types _ ->
        false;
    };
  }
}
