package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.autoexec.Document.Format;
import io.parallelr.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random requests are tasks that can be run, stored and shown, or are refused on one line; nothing
/// else happens.
@Timeout(120)
class TaskDecoderFuzzTest {
  private static final long SEED = 20260301;
  private static final Path WORKSPACE = Path.of("/workspace");
  private static final String SAMPLE = """
      {"name": "t", "async": true, "timeout": "1h", "delayed": "2030-01-31T12:00:00Z",
       "env": [{"name": "A", "value": "1"}],
       "step": [{"name": "a", "type": "sh", "content": "echo", "env": {"B": "\\u00e9"},
                 "retry": {"max": 1, "delay": "1s"}},
                {"name": "b", "type": "mkdir", "content": "{\\"path\\": \\"x\\"}", "depends": ["a"],
                 "rule": "true", "action": "skip"}]}
      """;
  private static final List<String> KEYS = List.of(
      "name", "desc", "node", "kind", "async", "disable", "timeout", "env", "step", "delayed",
      "failFast", "maxParallel", "type", "content", "depends", "action", "rule", "retry", "max",
      "delay", "value", "x-origin", "NAME", "max_parallel", "", "\u0000", "\ud800", "<<");
  private static final List<String> TEXTS = List.of(
      "", "a", "b", "..", ".", "a/b", "\u6d4b", "\u0000", "\ud800", "n".repeat(300), "sh", "mkdir",
      "Touch", "yaegi", "wasm", "kubectl@scale", "kubectl@", "{\"path\": \"x\"}", "path: [", "true",
      "1h", "-1h", "2562047h", "1d", "dag", "strategy", "skip", "allow", "2030-01-31T12:00:00Z",
      "+999999999-12-31T23:59:59-18:00",
      "9999-12-31T23:59:59-18:00", "0001-01-01T00:00:00+18:00", "0000-01-01T00:00:00+18:00",
      "OSREAPI", "9".repeat(400), "=", "A=B", "\n", "*a");

  /// @return whether it was a task
  private static boolean check(String text, Format format, String about) {
    TaskRequest task;
    try {
      task = DecodedTask.task(text, format);
      var _ = TaskSpecs.of(task, WORKSPACE);
    } catch (RefusedException e) {
      assertThat(e.reply()).as(about).isEqualTo(Reply.FAILED);
      assertThat(e.getMessage()).as(about).isNotBlank();
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(about + ": " + text, e);
    }
    try {
      var again = DecodedTask.json(RequestJson.stored(task));
      assertThat(again).as(about).isEqualTo(normal(task));
    } catch (RefusedException e) {
      throw new AssertionError(about + ": what is stored cannot be read: " + text, e);
    }
    return true;
  }

  /// Without what has no effect: a pause before an attempt that is never made.
  private static TaskRequest normal(TaskRequest task) {
    return task.with(
        task.steps()
            .stream()
            .map(
                step -> step.retries() > 0
                    ? step
                    : new TaskRequest.Step(
                        step.name(), step.description(), step.timeLimit(), step.isDisabled(),
                        step.dependsOn(), step.environment(), step.type(), step.content(),
                        step.action(), step.rule(), 0, Duration.ZERO))
            .toList());
  }

  @Test
  void randomBytes() {
    var random = new Random(SEED);
    for (int n = 0; n < 3_000; n++) {
      var bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      var text = new String(bytes, StandardCharsets.UTF_8);

      for (var format : Format.values()) {
        check(text, format, "bytes " + n);
      }
    }
  }

  @Test
  void changedTexts() {
    var random = new Random(SEED + 1);
    int tasks = 0;
    for (int n = 0; n < 3_000; n++) {
      var text = new StringBuilder(SAMPLE);
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 ->
            text.setCharAt(at, "{}[]:,\"'\\#/&*!\n\t\u0000\ud8000ax".charAt(random.nextInt(20)));
          case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
          default -> text.insert(at, TEXTS.get(random.nextInt(TEXTS.size())));
        }
      }
      for (var format : Format.values()) {
        tasks += check(text.toString(), format, "text " + n) ? 1 : 0;
      }
    }
    assertThat(tasks).isGreaterThan(100); // else nothing of it would be known to be accepted
  }

  @Test
  void changedStructures() throws Exception {
    var random = new Random(SEED + 2);
    int tasks = 0;
    for (int n = 0; n < 6_000; n++) {
      var task = new LinkedHashMap<String, @Nullable Object>(JsonValues.object(SAMPLE));
      for (int change = random.nextInt(3); change >= 0; change--) {
        change(random, task);
      }
      var text = JsonValues.text(task);
      for (var format : Format.values()) {
        tasks += check(text, format, "structure " + n) ? 1 : 0;
      }
    }
    assertThat(tasks).isGreaterThan(500);
  }

  /// Puts something at a random place of an object, or takes something away there.
  @SuppressWarnings("unchecked")
  private static void change(Random random, Map<String, @Nullable Object> object) {
    var keys = new ArrayList<>(object.keySet());
    var key = keys.isEmpty() || random.nextInt(3) == 0
        ? KEYS.get(random.nextInt(KEYS.size()))
        : keys.get(random.nextInt(keys.size()));
    var value = object.get(key);
    if (value instanceof Map<?, ?> map && random.nextInt(4) > 0) {
      var copy = new LinkedHashMap<>((Map<String, @Nullable Object>) map);
      change(random, copy);
      object.put(key, copy);
    } else if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
      var copy = new ArrayList<Object>(list);
      int at = random.nextInt(copy.size());
      if (copy.get(at) instanceof Map<?, ?> map) {
        var changed = new LinkedHashMap<>((Map<String, @Nullable Object>) map);
        change(random, changed);
        copy.set(at, changed);
      } else {
        copy.set(at, TEXTS.get(random.nextInt(TEXTS.size())));
      }
      object.put(key, copy);
    } else if (random.nextInt(5) == 0) {
      object.remove(key);
    } else {
      object.put(key, value(random, 0));
    }
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 ->
        Arrays.asList(null, true, false, 0L, -1L, Long.MAX_VALUE, 1.5).get(random.nextInt(7));
      case 6 -> List.of(String.valueOf(value(random, depth + 1)));
      case 7 -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(KEYS.get(random.nextInt(KEYS.size())), value(random, depth + 1));
        }
        yield map;
      }
      default -> TEXTS.get(random.nextInt(TEXTS.size()));
    };
  }
}
