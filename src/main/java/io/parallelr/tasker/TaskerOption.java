package io.parallelr.tasker;

import io.parallelr.config.Settings;
import io.parallelr.flowfile.Dialect;
import io.parallelr.task.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/// An option of tasker: how it is written, and where its value comes from if it is not given. The
/// options are declared in [TaskerOptions]. Immutable.
///
/// @param <T> type of its value
final class TaskerOption<T> {
  private final Builder<T> declared;

  private TaskerOption(Builder<T> declared) {
    this.declared = declared;
  }

  /// What becomes of an option that stands in a flow file.
  enum InFile {
    ALLOWED,
    /// It protects the user of the file: only a warning is printed.
    IGNORED, REFUSED
  }

  /// Turns the value of an environment variable into that of an option.
  interface Reader<T> extends BiFunction<String, String, T> {}

  /// A variable of the environment that has the value of an option that is not given.
  private record Variable<T>(String name, Reader<T> reader) {}

  /// A key of the configuration that has the value of an option that is not given.
  private record Configured<T>(String key, Function<Settings.Tasker, T> value) {}

  /// What an option sets if it is given and the other one is not.
  private record Implied<U>(TaskerOption<U> option, U value) {}

  /// A value, and who has set it.
  ///
  /// @param origin for `--show-effective-args`
  /// @param name of the option or variable, for messages
  record Setting<T>(T value, String origin, String name) {
    boolean isOption() {
      return name.startsWith("-");
    }
  }

  static Builder<Boolean> flag(String... names) {
    return new Builder<>(Boolean.class, "", names).defaultValue(_ -> false);
  }

  /// An option with a value.
  ///
  /// @param label of the value in the usage message
  static <T> Builder<T> valued(Class<T> type, String label, String... names) {
    return new Builder<>(type, label, names);
  }

  /// Collects what is declared about an option.
  static final class Builder<T> {
    private final Class<T> type;
    private final String label;
    private final List<String> names;
    private String description = "";
    private @Nullable T valueIfEmpty;
    private InFile inFile = InFile.ALLOWED;
    private List<String> choices = List.of();
    private boolean isUsageHelp;
    private boolean isVersionHelp;
    private boolean isListed = true;
    private Optional<Variable<T>> variable = Optional.empty();
    private Optional<Configured<T>> configured = Optional.empty();
    private Optional<Implied<?>> implied = Optional.empty();
    private Optional<Function<Dialect, T>> defaultValue = Optional.empty();
    private Function<T, String> shown = String::valueOf;
    private @Nullable Function<Dialect, String> defaultShown;

    private Builder(Class<T> type, String label, String... names) {
      this.type = type;
      this.label = label;
      this.names = List.of(names);
    }

    Builder<T> description(String text) {
      description = text;
      return this;
    }

    /// Allows the option without a value, which then is this one.
    Builder<T> valueIfEmpty(T value) {
      valueIfEmpty = value;
      return this;
    }

    Builder<T> inFile(InFile policy) {
      inFile = policy;
      return this;
    }

    /// The values that a shell offers.
    Builder<T> choices(String... words) {
      choices = List.of(words);
      return this;
    }

    /// Makes the parser accept it beside words that are wrong.
    Builder<T> usageHelp() {
      isUsageHelp = true;
      return this;
    }

    /// The same for the option that prints the version.
    Builder<T> versionHelp() {
      isVersionHelp = true;
      return this;
    }

    /// Keeps it out of `--show-effective-args`.
    Builder<T> unlisted() {
      isListed = false;
      return this;
    }

    Builder<T> variable(String name, Reader<T> reader) {
      variable = Optional.of(new Variable<>(name, reader));
      return this;
    }

    Builder<T> configured(String key, Function<Settings.Tasker, T> value) {
      configured = Optional.of(new Configured<>(key, value));
      return this;
    }

    <U> Builder<T> implies(TaskerOption<U> option, U value) {
      implied = Optional.of(new Implied<>(option, value));
      return this;
    }

    Builder<T> defaultValue(Function<Dialect, T> value) {
      defaultValue = Optional.of(value);
      return this;
    }

    /// How `--show-effective-args` prints a value.
    Builder<T> shownAs(Function<T, String> text) {
      shown = text;
      return this;
    }

    /// How `--show-effective-args` prints the default.
    Builder<T> defaultShownAs(Function<Dialect, String> text) {
      defaultShown = text;
      return this;
    }

    TaskerOption<T> build() {
      return new TaskerOption<>(this);
    }
  }

  /// Its form for the parser of the command line. A new one for each parse, as it holds the value.
  OptionSpec specification() {
    var spec = OptionSpec.builder(declared.names.toArray(String[]::new))
        .type(declared.type)
        .usageHelp(declared.isUsageHelp)
        .versionHelp(declared.isVersionHelp)
        .description(declared.description + source().map(" (%s)"::formatted).orElse(""));
    if (!isFlag()) {
      spec.paramLabel(declared.label);
      if (!declared.choices.isEmpty()) {
        spec.completionCandidates(declared.choices);
      }
    }
    if (declared.valueIfEmpty != null) {
      spec.arity("0..1").fallbackValue(declared.valueIfEmpty.toString());
    }
    return spec.build();
  }

  /// The variable or key that is named in the usage message.
  private Optional<String> source() {
    return declared.variable.map(Variable::name).or(() -> declared.configured.map(Configured::key));
  }

  List<String> names() {
    return declared.names;
  }

  String longestName() {
    return declared.names.stream().max(Comparator.comparingInt(String::length)).orElseThrow();
  }

  Class<T> type() {
    return declared.type;
  }

  boolean isFlag() {
    return declared.type == Boolean.class;
  }

  boolean isListed() {
    return declared.isListed;
  }

  InFile inFile() {
    return declared.inFile;
  }

  /// Its value as given by words.
  Setting<T> given(T value, String origin) {
    return new Setting<>(value, origin, declared.names.getFirst());
  }

  /// What it sets for another option if it is given itself.
  <U> Optional<Setting<U>> implied(TaskerOption<U> other) {
    return declared.implied.filter(i -> i.option() == other)
        .map(i -> other.given(other.type().cast(i.value()), longestName()));
  }

  /// Its value in the environment.
  ///
  /// @param environment gives the value of a variable
  Optional<Setting<T>> inEnvironment(Function<String, @Nullable String> environment) {
    return declared.variable.flatMap(
        variable -> Optional.ofNullable(environment.apply(variable.name()))
            .filter(text -> !text.isBlank())
            .map(
                text -> new Setting<>(
                    variable.reader().apply(variable.name(), text),
                    "environment variable " + variable.name(),
                    variable.name())));
  }

  /// Its value in the configuration.
  Optional<Setting<T>> inConfiguration(Supplier<Settings.Tasker> settings) {
    return declared.configured.map(
        c -> new Setting<>(
            c.value().apply(settings.get()), "configuration " + c.key(), c.key()));
  }

  /// Its default, if there is one.
  Optional<T> byDefault(Dialect dialect) {
    return declared.defaultValue.map(value -> value.apply(dialect));
  }

  String shown(T value) {
    return Printable.of(declared.shown.apply(value));
  }

  String defaultShown(Dialect dialect) {
    return declared.defaultShown != null
        ? declared.defaultShown.apply(dialect)
        : byDefault(dialect).map(this::shown).orElse("none");
  }
}
