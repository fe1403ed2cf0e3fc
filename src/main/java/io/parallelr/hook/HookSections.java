package io.parallelr.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Hooks as a configuration describes them.
public final class HookSections {
  private static final List<String> SCHEMES = List.of("http", "https");
  private static final int LARGEST_PORT = 65_535;
  private static final int LARGEST_SECRET = 65_536; // bytes

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
    if (url.isEmpty() && !values.getOrDefault("secret-file", "").isEmpty()) {
      throw new IllegalArgumentException(
          "hook %s: secret-file signs requests; a command has no use for it".formatted(name));
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
      if (SCHEMES.contains(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT))
          && url.getPort() <= LARGEST_PORT) {
        return HttpRequest.newBuilder(url).build().uri(); // which has a host
      }
    } catch (IllegalArgumentException e) {
      // the same as another scheme
    }
    throw new IllegalArgumentException( // without the text, which may hold a secret
        "hook %s: the url is not one such as https://host/path".formatted(name));
  }

  private static String secret(String name, String file, Path directory) {
    if (file.isEmpty()) {
      return "";
    }
    try {
      var path = NativeText.resolve(directory, file);
      var secret = read(path).strip();
      if (secret.isEmpty()) { // the requests would not be signed
        throw new IllegalArgumentException(
            "hook %s: secret-file %s is empty".formatted(name, path));
      }
      return secret;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "hook %s: secret-file: %s is not a path".formatted(name, Printable.of(file)),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "hook %s: secret-file: %s".formatted(name, Reason.withPath(e)),
          e);
    }
  }

  /// A file or a pipe.
  private static String read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(LARGEST_SECRET + 1);
      if (bytes.length > LARGEST_SECRET) {
        throw new FileSystemException(
            file.toString(), null, "larger than %d bytes".formatted(LARGEST_SECRET));
      }
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new FileSystemException(file.toString(), null, Reason.of(e));
    }
  }
}
