package io.parallelr.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

  /// Bytes that are not UTF-8 make no invalid JSON, and are read again.
  @Test
  void loneSurrogatesAreEscapedAndPairsAreNot() throws IOException {
    var value = "a\udcfc\udc80\ud83d\ude00\ud83d";
    var written = new ByteArrayOutputStream();

    var text = JsonText.object(json -> json.writeStringProperty("t\udcff", value));
    JsonText.write(written, json -> json.writeStringProperty("t\udcff", value));

    assertThat(text)
        .isEqualTo("{\"t\\udcff\":\"a\\udcfc\\udc80\ud83d\ude00\\ud83d\"}");
    assertThat(written.toString(UTF_8)).isEqualTo(text);
    assertThat(JsonObject.parse(text).text("t\udcff")).contains(value);
  }

  /// The generator passes text on in pieces, which may end within a pair.
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void pairsMayComeInPieces(int before) throws IOException {
    var value = "a".repeat(before) + "\ud83d\ude00".repeat(20_000) + "\udcff";

    var text = JsonText.object(json -> json.writeStringProperty("t", value));

    assertThat(JsonObject.parse(text).text("t")).contains(value);
    assertThat(text).contains("\ude00\\udcff");
  }

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
