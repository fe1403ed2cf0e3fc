package io.parallelr.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

  @Test
  void whatIsWrittenIsRead() throws IOException {
    var text = JsonText.object(json -> {
      JsonText.optional(json, "text", Optional.of("a\"b\né"));
      JsonText.optional(json, "none", Optional.empty());
      JsonText.number(json, "number", Optional.of(1L << 60));
      JsonText.decimal(json, "decimal", new BigDecimal("1.500"));
      JsonText.strings(json, "strings", List.of("x", ""));
      json.writeBooleanProperty("flag", true);
      JsonText.objects(json, "objects", List.of("y"), v -> json.writeStringProperty("v", v));
    });

    var read = JsonObject.parse(text);

    assertThat(read.text("text")).contains("a\"b\né");
    assertThat(read.text("none")).isEmpty();
    assertThat(read.number("number")).contains(1L << 60);
    assertThat(read.decimal("decimal")).contains(1.5);
    assertThat(read.texts("strings")).containsExactly("x", "");
    assertThat(read.flag("flag")).isTrue();
    assertThat(read.text("number")).as("of another type").isEmpty();
    assertThat(read.texts("missing")).isEmpty();
    assertThat(JsonObject.parse("{\"a\":{\"b\":\"c\"}}").object("a").flatMap(a -> a.text("b")))
        .contains("c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "3", "{", "{\"a\":", "{\"a\":1", "{\"a\":1}}", "{a:1}", "{} {}",
      "{\"a\":99999999999999999999}"})
  void whatIsNoObjectIsRefused(String text) {
    assertThatThrownBy(() -> JsonObject.parse(text)).isInstanceOf(IOException.class);
  }
}
