package io.parallelr.run;

import static io.parallelr.json.JsonText.objects;
import static io.parallelr.json.JsonText.optional;
import static io.parallelr.json.JsonText.strings;

import io.parallelr.batch.ListFiles;
import io.parallelr.batch.TaskFiles;
import io.parallelr.config.Key;
import io.parallelr.journal.RunLabels;
import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;

/// What a run is to do, with all that it takes to run it again. It is recorded in `request.json`,
/// and whoever asks for a run starts from one: the command line, or the record of an earlier run.
///
/// @param directory against which relative paths are taken; absolute
/// @param sources files, directories and globs of tasks
/// @param extensions of task files; empty for any
/// @param arguments files with a line for each task
/// @param separator of the arguments in a line, by its name
/// @param variables that are set to the arguments of a line
/// @param command empty only where none was given, which is an error
/// @param secretVariables whose values are not shown or recorded
/// @param watch whether the source is a directory that is served as a queue
/// @param taskOutput whether `TaskResults.txt` is written
/// @param configuration a configuration file besides those of the system and of the user
/// @param settings values that override those of all configuration files
/// @param lists how lists and directories are read
/// @param order in which tasks start, as [io.parallelr.batch.TaskOrder] takes it
/// @param labels what its user calls it; a run that resumes another is called like that
public record RunSpec(
    Path directory,
    List<String> sources,
    List<String> extensions,
    ListedArguments arguments,
    Optional<String> separator,
    List<String> variables,
    Optional<Command> command,
    List<String> secretVariables,
    boolean watch,
    boolean taskOutput,
    Optional<String> configuration,
    List<Setting> settings,
    Lists lists,
    Optional<String> order,
    RunLabels labels) {
  private static final String FIELD = "spec";
  private static final String STANDARD_INPUT = "-";

  /// How lists and directories are read.
  ///
  /// @param isNull whether zero characters end the lines of lists
  /// @param hasHeader whether the first line of an arguments file has the names of its columns
  /// @param isRecursive whether the directories in a directory of tasks are read, too
  public record Lists(boolean isNull, boolean hasHeader, boolean isRecursive) {
    /// By lines, without names, without the directories in directories.
    public static final Lists PLAIN = new Lists(false, false, false);

    private Lists over(Lists earlier) {
      return new Lists(
          isNull || earlier.isNull,
          hasHeader || earlier.hasHeader,
          isRecursive || earlier.isRecursive);
    }
  }

  public RunSpec {
    sources = List.copyOf(sources);
    extensions = List.copyOf(extensions);
    variables = List.copyOf(variables);
    secretVariables = List.copyOf(secretVariables);
    settings = List.copyOf(settings);
  }

  /// The template of the tasks' commands.
  ///
  /// @param directory against which a relative path of its program is taken; absolute
  public record Command(String template, Path directory) {}

  /// A value of the configuration.
  ///
  /// @param key section and name
  /// @param origin for messages: `option -m`
  public record Setting(String key, String value, String origin) {}

  /// The files of arguments.
  public List<Path> argumentsPaths() {
    return arguments.files().stream().map(this::argumentsPath).toList();
  }

  private Path argumentsPath(String file) {
    return file.equals(STANDARD_INPUT) ? ListFiles.STANDARD_INPUT : path(file);
  }

  /// The same with lists that can be read again in the place of those that cannot.
  ///
  /// @param kept where they are now
  RunSpec withLists(Map<Path, Path> kept) {
    return new RunSpec(
        directory,
        sources.stream().map(source -> kept(source, kept)).toList(),
        extensions,
        arguments.at(
            file -> NativeText.of(kept.getOrDefault(argumentsPath(file), argumentsPath(file)))),
        separator,
        variables,
        command,
        secretVariables,
        watch,
        taskOutput,
        configuration,
        settings,
        lists,
        order,
        labels);
  }

  private String kept(String source, Map<Path, Path> kept) {
    if (!source.startsWith(TaskFiles.LIST)) {
      return source;
    }
    var name = source.substring(TaskFiles.LIST.length());
    var file = name.equals(STANDARD_INPUT) ? ListFiles.STANDARD_INPUT : path(name);
    return kept.containsKey(file) ? TaskFiles.LIST + NativeText.of(kept.get(file)) : source;
  }

  public Optional<Path> configurationPath() {
    return configuration.map(this::path);
  }

  private Path path(String text) {
    return NativeText.resolve(directory, text);
  }

  /// Takes from an earlier run what this one leaves open. Settings of this one go first.
  public RunSpec over(RunSpec earlier) {
    return new RunSpec(
        directory,
        sources.isEmpty() ? earlier.sources.stream().map(earlier::absolute).toList() : sources,
        extensions.isEmpty() ? earlier.extensions : extensions,
        arguments.over(earlier.arguments.at(earlier::absolute)),
        separator.or(earlier::separator),
        variables.isEmpty() ? earlier.variables : variables,
        command.or(earlier::command),
        Stream.concat(earlier.secretVariables.stream(), secretVariables.stream())
            .distinct()
            .toList(),
        watch || earlier.watch,
        taskOutput || earlier.taskOutput,
        configuration.or(() -> earlier.configuration.map(earlier::absolute)),
        Stream.concat(earlier.settings.stream().filter(s -> !sets(s.key())), settings.stream())
            .toList(),
        lists.over(earlier.lists),
        order.or(earlier::order),
        labels.or(earlier.labels));
  }

  /// Sets a value, in the place of another that it may have.
  RunSpec with(Setting setting) {
    return new RunSpec(
        directory,
        sources,
        extensions,
        arguments,
        separator,
        variables,
        command,
        secretVariables,
        watch,
        taskOutput,
        configuration,
        Stream
            .concat(
                settings.stream().filter(s -> !s.key().equals(setting.key())),
                Stream.of(setting))
            .toList(),
        lists,
        order,
        labels);
  }

  /// The same with the order of a watched directory as the value that it is there.
  public RunSpec withQueueOrder() {
    return watch && order.isPresent()
        ? with(new Setting(Key.ORDER.path(), order.get(), "option --order"))
        : this;
  }

  /// Whether it overrides a value of the configuration.
  private boolean sets(String key) {
    return settings.stream().anyMatch(setting -> setting.key().equals(key));
  }

  private String absolute(String text) {
    if (text.startsWith(TaskFiles.LIST) && Files.notExists(path(text))) {
      return TaskFiles.LIST + absolute(text.substring(TaskFiles.LIST.length()));
    }
    return text.startsWith("/") ? text : NativeText.of(directory) + "/" + text;
  }

  /// Writes it as a field of an object.
  public void write(JsonGenerator json) {
    json.writeObjectPropertyStart(FIELD);
    json.writeStringProperty("directory", NativeText.of(directory));
    strings(json, "sources", sources);
    strings(json, "extensions", extensions);
    arguments.write(json);
    optional(json, "separator", separator);
    strings(json, "env_var", variables);
    optional(json, "command", command.map(Command::template));
    optional(json, "command_directory", command.map(c -> NativeText.of(c.directory())));
    strings(json, "secret_env", secretVariables);
    json.writeBooleanProperty("watch", watch);
    json.writeBooleanProperty("task_output", taskOutput);
    json.writeBooleanProperty("null", lists.isNull());
    json.writeBooleanProperty("header", lists.hasHeader());
    json.writeBooleanProperty("recursive", lists.isRecursive());
    optional(json, "config_file", configuration);
    objects(json, "settings", settings, setting -> {
      json.writeStringProperty("key", setting.key());
      json.writeStringProperty("value", setting.value());
      json.writeStringProperty("origin", setting.origin());
    });
    optional(json, "order", order);
    labels.write(json);
    json.writeEndObject();
  }

  /// Reads it from the object that it was written into; empty if that has none, as those of
  /// versions before 0.2.
  ///
  /// @throws IOException if a part is missing
  public static Optional<RunSpec> read(JsonObject object) throws IOException {
    var spec = object.object(FIELD);
    return spec.isPresent() ? Optional.of(of(spec.get())) : Optional.empty();
  }

  private static RunSpec of(JsonObject spec) throws IOException {
    var directory = NativeText.path(required(spec, "directory"));
    var template = spec.text("command");
    var settings = new ArrayList<Setting>();
    for (var setting : spec.objects("settings")) {
      settings.add(
          new Setting(
              required(setting, "key"),
              required(setting, "value"),
              required(setting, "origin")));
    }
    return new RunSpec(
        directory,
        spec.texts("sources"),
        spec.texts("extensions"),
        ListedArguments.read(spec),
        spec.text("separator"),
        spec.texts("env_var"),
        template.map(
            text -> new Command(
                text,
                spec.text("command_directory").map(NativeText::path).orElse(directory))),
        spec.texts("secret_env"),
        spec.flag("watch"),
        spec.flag("task_output"),
        spec.text("config_file"),
        settings,
        new Lists(spec.flag("null"), spec.flag("header"), spec.flag("recursive")),
        spec.text("order"),
        RunLabels.read(spec));
  }

  private static String required(JsonObject object, String field) throws IOException {
    return object.text(field)
        .orElseThrow(() -> new IOException("no %s in its %s".formatted(field, FIELD)));
  }
}
