package io.parallelr.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares with what Go's own package printed; see `gotemplate/README.md`.
class GoCasesTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonNode ALL = read();
  private static final Map<?, ?> DATA = MAPPER.convertValue(ALL.get("data"), Map.class);
  private static final Pattern PLACE = Pattern.compile("interpolate:(\\d+):(\\d+):");
  private static final Pattern KEY = Pattern.compile("map has no entry for key \"\\w+\"");

  private static JsonNode read() {
    try (var file = GoCasesTest.class.getResourceAsStream("/gotemplate/cases.json")) {
      return MAPPER.readTree(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<JsonNode> printed() {
    return ALL.get("cases").valueStream().filter(c -> c.has("out") || c.has("ours"));
  }

  static Stream<JsonNode> refusedWhenParsed() {
    return ALL.get("cases").valueStream().filter(c -> c.has("parseError"));
  }

  static Stream<JsonNode> refusedWhenRendered() {
    return ALL.get("cases").valueStream().filter(c -> c.has("execError") && !c.has("ours"));
  }

  @SuppressWarnings("unchecked") // an object of JSON has strings as keys
  private static String render(Template template) throws TemplateException {
    return template.render((Map<String, ?>) DATA);
  }

  @ParameterizedTest
  @MethodSource("printed")
  void printsTheSame(JsonNode example) throws TemplateException {
    var template = Template.parse(example.get("template").asString());

    var expected = example.has("ours") ? example.get("ours") : example.get("out");
    assertThat(render(template)).isEqualTo(expected.asString());
  }

  @ParameterizedTest
  @MethodSource("refusedWhenParsed")
  void refusesTheSameWhenItParses(JsonNode example) {
    var error = catchThrowableOfType(TemplateException.class,
        () -> Template.parse(example.get("template").asString()));

    assertThat(error.line()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("refusedWhenRendered")
  void refusesTheSameAtTheSamePlaceWhenItRenders(JsonNode example) throws TemplateException {
    var template = Template.parse(example.get("template").asString());

    var error = catchThrowableOfType(TemplateException.class, () -> render(template));

    var theirs = example.get("execError").asString();
    var place = PLACE.matcher(theirs);
    assertThat(place.find()).isTrue();
    assertThat(error.line()).isEqualTo(Integer.parseInt(place.group(1)));
    assertThat(error.column()).isEqualTo(Integer.parseInt(place.group(2)) + 1);
    var key = KEY.matcher(theirs);
    if (key.find()) {
      assertThat(error.problem()).isEqualTo(key.group());
    }
  }
}
