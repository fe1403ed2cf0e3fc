package io.parallelr.flow;
import io.parallelr.batch.InputException;
import io.parallelr.batch.ShellWords;
import io.parallelr.flowfile.EnvironmentVariable;
import io.parallelr.flowfile.InvalidValueException;
import io.parallelr.flowfile.Numbers;
import io.parallelr.flowfile.Reference;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Text;
import io.parallelr.flowfile.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes command lines of tasks.
///
/// Arguments are split into words before variables are replaced by their values, so the output of a
/// task stays one word. Only the shell of `exec=shell` splits it again.
///
/// @param types all execution types
/// @param defaultType for tasks without `exec`
/// @param timeoutSeconds for tasks without `timeout`
/// @param environment for `$NAME`
/// @param hosts names that replace those in the flow file
public record Commands(
    ExecutionTypes types,
    DefaultType defaultType,
    int timeoutSeconds,
    Map<String, String> environment,
    Map<String, String> hosts) {
  public Commands {
    environment = Map.copyOf(environment);
    hosts = Map.copyOf(hosts);
  }

  /// A command that can be run.
  ///
  /// @param type name of its execution type
  /// @param command as the task names it, without what the type adds
  /// @param words to be shown
  /// @param commandLine to be run: the words, and for ssh the means to end the command on its host
  record Prepared(
      String type,
      String hostname,
      String command,
      List<String> words,
      List<String> commandLine,
      Duration timeLimit) {}

  /// Makes the command of a task.
  ///
  /// @param values of variables
  /// @throws InvalidValueException if a value does not fit its key
  Prepared prepare(Step.Command task, Function<Reference, Optional<String>> values)
      throws InvalidValueException {
    try {
      var written = resolved("hostname", task.hostname(), values);
      var name = task.exec().isEmpty()
          ? defaultType.on(written)
          : resolved("exec", task.exec(), values).strip();
      var type = types.named(name)
          .orElseThrow(
              () -> new InvalidValueException(
                  "exec",
                  "'%s' is not an execution type: use one of %s".formatted(name, types.names())));
      var host = hosts.getOrDefault(written, written);
      var command = resolved("command", task.command(), values);
      var arguments = new ArrayList<String>();
      if (!type.isShell()) {
        for (var word : ShellWords.split(task.arguments().source())) {
          arguments.addAll(Text.of(word).withLiterals(this::expand).resolveWords(values));
        }
      }
      var line = (command + ' ' + task.arguments().resolve(values)).strip();
      var all = new ArrayList<>(List.of(command));
      all.addAll(arguments);
      var words = new ArrayList<String>();
      int supervised = -1;
      for (var word : type.words()) {
        switch (word) {
          case "{command}" -> words.add(command);
          case "{arguments}" -> words.addAll(arguments);
          case "{line}" -> words.add(
              type.isShell() || task.arguments().variables().isEmpty()
                  ? line
                  : (command + ' ' + quoted(arguments)).strip());
          case "{quoted}" -> words.add(ShellWords.quote(all));
          case RemoteEnd.PLACEHOLDER -> {
            supervised = words.size();
            words.add(ShellWords.quote(all));
          }
          default -> words.add(word.replace("{hostname}", host));
        }
      }
      var commandLine = supervised < 0 ? words : RemoteEnd.supervised(words, supervised, all);
      return new Prepared(type.name(), host, line, words, commandLine, timeLimit(task, values));
    } catch (Text.UnresolvedException e) {
      throw new InvalidValueException("arguments", String.valueOf(e.getMessage()));
    } catch (InputException e) {
      throw new InvalidValueException("arguments", "arguments: " + e.getMessage());
    }
  }

  /// The output of a task must not become several words where a shell reads the line again.
  private static String quoted(List<String> arguments) {
    return arguments.stream()
        .map(word -> ShellWords.quote(List.of(word)))
        .collect(Collectors.joining(" "));
  }

  private Duration timeLimit(Step.Command task, Function<Reference, Optional<String>> values)
      throws InvalidValueException {
    if (task.timeout().isEmpty()) {
      return Duration.ofSeconds(timeoutSeconds);
    }
    return Duration.ofSeconds(
        Timeouts.clamp(
            Numbers.whole(
                "timeout",
                task.timeout(),
                resolved("timeout", task.timeout(), values).strip(),
                -Integer.MAX_VALUE,
                Integer.MAX_VALUE)));
  }

  private static String resolved(
      String key,
      Text text,
      Function<Reference, Optional<String>> values)
      throws InvalidValueException {
    try {
      return text.resolve(values);
    } catch (Text.UnresolvedException e) {
      throw new InvalidValueException(key, String.valueOf(e.getMessage()));
    }
  }

  private String expand(String word) {
    return types.dialect().expandsEnvironment() && word.indexOf('$') >= 0
        ? EnvironmentVariable.expand(word, environment)
        : word;
  }
}
