package io.parallelr.autoexec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.objects.SafeString;
import com.hubspot.jinjava.objects.collections.SizeLimitingPyList;
import com.hubspot.jinjava.objects.collections.SizeLimitingPyMap;
import io.parallelr.task.Reason;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// The filters and tests that templates have beside those of Jinja. They change nothing that they
/// are given, and what they make is limited in size. Immutable.
final class TemplateFilters {
  private static final int DEEPEST = 20;
  private static final int MOST = 100_000;

  private TemplateFilters() {}

  /// What a filter does with a value.
  interface Body {
    @Nullable
    Object of(@Nullable Object value, Arguments arguments) throws Exception;
  }

  /// What stands behind the name of a filter.
  record Arguments(List<@Nullable Object> given, Map<String, @Nullable Object> named) {

    /// @param place from 0
    /// @throws IllegalStateException if it is not there
    @Nullable
    Object at(int place) {
      if (place >= given.size()) {
        throw new IllegalStateException(
            "%d arguments are needed, and there are %d".formatted(place + 1, given.size()));
      }
      return given.get(place);
    }

    @Nullable
    Object at(int place, String name, @Nullable Object otherwise) {
      return place < given.size() ? given.get(place) : named.getOrDefault(name, otherwise);
    }
  }

  /// A filter, as the library calls it; public for that.
  public record Named(String name, Body body) implements Filter {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value,
        JinjavaInterpreter interpreter,
        String... arguments) {
      return filter(value, interpreter, (Object[]) arguments, Map.of());
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value,
        JinjavaInterpreter interpreter,
        @Nullable Object[] arguments,
        Map<String, Object> named) {
      try {
        List<@Nullable Object> given = new ArrayList<>(Arrays.asList(arguments));
        return body.of(value, new Arguments(given, new LinkedHashMap<>(named)));
      } catch (Exception e) {
        // without its cause, as clients are shown the last one's message
        throw new IllegalStateException("%s: %s".formatted(name, Reason.of(e)));
      }
    }
  }

  /// A test, as the library calls it; public for that.
  public record NamedTest(String name, Body body) implements ExpTest {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean evaluate(
        @Nullable Object value,
        JinjavaInterpreter interpreter,
        @Nullable Object... arguments) {
      return Boolean.TRUE.equals(
          new Named(name, body).filter(value, interpreter, arguments, Map.of()));
    }
  }

  /// Adds them to what templates know.
  static void register(Context context) {
    texts(context);
    lists(context);
    maps(context);
    add(context, "add", (value, a) -> switch (value) {
      case Map<?, ?> map -> inserted(map, a);
      case Collection<?> list -> appended(list, a);
      case null, default -> number(value).add(number(a.at(0)));
    });
    add(context, "ifelse", (value, a) -> isTrue(value) ? a.at(0) : a.at(1));
    add(context, "try", (value, _) -> value); // what is unknown is empty without it
    add(context, "fail", (value, _) -> {
      throw new IllegalStateException(text(value));
    });
    for (var name : List.of("fromtoml", "totoml")) {
      add(context, name, (_, _) -> {
        throw new IllegalStateException("TOML is not supported; use JSON or YAML");
      });
    }
    context.registerExpTest(
        new NamedTest("match", (value, a) -> matches(text(value), text(a.at(0)))));
  }

  static void add(Context context, String name, Body body) {
    context.registerFilter(new Named(name, body));
  }

  private static void texts(Context context) {
    for (var algorithm : List.of("MD5", "SHA-1", "SHA-256", "SHA-512")) {
      var name = algorithm.replace("-", "").toLowerCase(Locale.ROOT);
      add(context, name, (value, _) -> digest(algorithm, text(value)));
    }
    add(context, "tobase64",
        (value, _) -> Base64.getEncoder().encodeToString(text(value).getBytes(UTF_8)));
    add(context, "frombase64",
        (value, _) -> new String(Base64.getDecoder().decode(text(value).strip()), UTF_8));
    add(context, "fromcsv",
        (value, a) -> list(CsvTable.rows(text(value), text(a.at(0, "delimiter", ",")))));
    add(context, "match", (value, a) -> matches(text(value), text(a.at(0))));
    add(context, "split", (value, a) -> split(text(value), text(a.at(0, "separator", " "))));
  }

  private static void lists(Context context) {
    add(context, "append", (value, a) -> appended(elements(value), a));
    add(context, "concat", (value, a) -> {
      List<@Nullable Object> all = new ArrayList<>(elements(value));
      a.given().forEach(more -> all.addAll(elements(more)));
      return list(all);
    });
    add(context, "distinct", (value, _) -> list(new LinkedHashSet<>(elements(value))));
    add(context, "flatten", (value, _) -> {
      List<@Nullable Object> all = new ArrayList<>();
      flatten(elements(value), all, 0);
      return list(all);
    });
  }

  private static void maps(Context context) {
    add(context, "insert", (value, a) -> inserted(fields(value), a));
    add(context, "unset", (value, a) -> {
      var rest = copy(fields(value));
      rest.remove(text(a.at(0)));
      return map(rest);
    });
    add(context, "merge", (value, a) -> {
      var all = copy(fields(value));
      a.given().forEach(more -> all.putAll(copy(fields(more))));
      return map(all);
    });
    add(context, "keys", (value, _) -> list(copy(fields(value)).keySet()));
    add(context, "values", (value, _) -> list(copy(fields(value)).values()));
    add(context, "get", (value, a) -> {
      var all = copy(fields(value));
      var key = text(a.at(0));
      if (!all.containsKey(key) && isTrue(a.at(1, "strict", false))) {
        throw new IllegalStateException("there is no %s".formatted(key));
      }
      return all.getOrDefault(key, a.at(2, "default", null));
    });
  }

  /// @throws IllegalStateException if it is not a single value
  static String text(@Nullable Object value) {
    return switch (value) {
      case CharSequence _,Number _,Boolean _ -> String.valueOf(value);
      case SafeString safe -> safe.getValue();
      case null -> throw new IllegalStateException("there is no value");
      default -> throw new IllegalStateException("the value is not a text");
    };
  }

  private static BigDecimal number(@Nullable Object value) {
    try {
      return new BigDecimal(text(value));
    } catch (NumberFormatException e) {
      throw new IllegalStateException("%s is not a number".formatted(text(value)), e);
    }
  }

  private static Collection<?> elements(@Nullable Object value) {
    if (value instanceof Collection<?> list) {
      return list;
    }
    throw new IllegalStateException("the value is not a list");
  }

  private static Map<?, ?> fields(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalStateException("the value is not a map");
  }

  static List<Object> list(Collection<?> elements) {
    if (elements.size() > MOST) {
      throw new IllegalStateException("there are more than %,d elements".formatted(MOST));
    }
    return new SizeLimitingPyList(new ArrayList<>(elements), MOST);
  }

  private static Map<String, Object> map(Map<String, Object> fields) {
    return new SizeLimitingPyMap(fields, MOST);
  }

  private static Map<String, Object> copy(Map<?, ?> fields) {
    var copy = new LinkedHashMap<String, Object>();
    fields.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  private static Object inserted(Map<?, ?> fields, Arguments arguments) {
    var more = copy(fields);
    more.put(text(arguments.at(0)), arguments.at(1));
    return map(more);
  }

  private static Object appended(Collection<?> elements, Arguments arguments) {
    List<@Nullable Object> more = new ArrayList<>(elements);
    more.add(arguments.at(0));
    return list(more);
  }

  /// A list may have itself as an element, and one many times.
  private static void flatten(Collection<?> from, List<@Nullable Object> to, int depth) {
    if (depth > DEEPEST || to.size() > MOST) {
      throw new IllegalStateException("the list is too large");
    }
    for (var element : from) {
      if (element instanceof Collection<?> list) {
        flatten(list, to, depth + 1);
      } else {
        to.add(element);
      }
    }
  }

  private static List<Object> split(String text, String separator) {
    if (separator.isEmpty()) {
      throw new IllegalStateException("the separator is empty");
    }
    return list(List.of(text.split(Pattern.quote(separator), -1)));
  }

  private static boolean matches(String text, String expression) {
    try {
      return Pattern.compile(expression).matcher(new InterruptibleText(text)).find();
    } catch (PatternSyntaxException e) {
      throw new IllegalStateException(e.getDescription(), e);
    } catch (StackOverflowError e) {
      throw new IllegalStateException("the text is too long for the expression", e);
    }
  }

  private static boolean isEmpty(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Collection<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> text(value).isEmpty();
    };
  }

  private static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case Number number -> number.doubleValue() != 0;
      case null, default -> !isEmpty(value);
    };
  }

  private static String digest(String algorithm, String text) throws NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
  }
}
