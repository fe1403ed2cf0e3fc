package io.parallelr.hook;

import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Hooks as a configuration describes them.
public final class HookSections {
  private HookSections() {}

  /// Makes hooks from sections, by name.
  ///
  /// @param directory against which relative paths are taken
  /// @throws IllegalArgumentException if one is wrong; the message is for the user
  public static List<Hook> hooks(Map<String, Map<String, String>> sections, Path directory) {
    var hooks = new ArrayList<Hook>();
    sections.forEach((name, values) -> hooks.add(hook(name, values, directory)));
    return hooks;
  }

  private static Hook hook(String name, Map<String, String> values, Path directory) {
    var command = values.getOrDefault("command", "");
    var url = values.getOrDefault("url", "");
    if (command.isEmpty() == url.isEmpty()) {
      throw new IllegalArgumentException(
          "hook %s: give either a command or a url".formatted(name));
    }
    return new Hook(
        name,
        events(name, values.getOrDefault("events", "")),
        words(values.getOrDefault("dialects", "")),
        values.getOrDefault("names", "*"),
        url.isEmpty()
            ? new Hook.Target.Command(command)
            : new Hook.Target.Webhook(
                url(name, url),
                secret(name, values.getOrDefault("secret-file", ""), directory)));
  }

  private static Set<String> words(String text) {
    var words = new TreeSet<String>();
    for (var word : text.split("[,\\s]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static Set<HookEvent.Kind> events(String name, String text) {
    var kinds = EnumSet.noneOf(HookEvent.Kind.class);
    for (var word : words(text)) {
      kinds.add(
          HookEvent.Kind.of(word)
              .orElseThrow(
                  () -> new IllegalArgumentException(
                      ("hook %s: there is no event %s; there are job-created, job-started, job-ended, "
                          + "step-started and step-ended").formatted(name, word))));
    }
    return kinds.isEmpty()
        ? EnumSet.of(HookEvent.Kind.JOB_STARTED, HookEvent.Kind.JOB_ENDED,
            HookEvent.Kind.STEP_STARTED, HookEvent.Kind.STEP_ENDED)
        : kinds;
  }

  private static URI url(String name, String text) {
    try {
      var url = URI.create(text);
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // the same as another scheme
    }
    throw new IllegalArgumentException(
        "hook %s: %s is not a URL such as https://host/path".formatted(name, text));
  }

  private static String secret(String name, String file, Path directory) {
    if (file.isEmpty()) {
      return "";
    }
    try {
      return Files.readString(directory.resolve(file)).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "hook %s: secret-file: %s".formatted(name, Reason.withPath(e)),
          e);
    }
  }
}
