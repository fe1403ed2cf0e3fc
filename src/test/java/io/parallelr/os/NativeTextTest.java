package io.parallelr.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names, arguments and values are bytes.
class NativeTextTest {
  private static final int ROUNDS = 20_000;

  @ParameterizedTest
  @CsvSource(textBlock = """
      t\\xe4st, t\\udce4st
      \\xc3\\xa4, \\u00e4
      \\xc3, \\udcc3
      \\xe2\\x82, \\udce2\\udc82
      \\xe2\\x82\\xac, \\u20ac
      \\xf0\\x9f\\x98\\x80, \\ud83d\\ude00
      \\xf0\\x9f\\x98, \\udcf0\\udc9f\\udc98
      \\xed\\xa0\\x80, \\udced\\udca0\\udc80
      \\xc0\\x80, \\udcc0\\udc80
      \\xf4\\x90\\x80\\x80, \\udcf4\\udc90\\udc80\\udc80
      \\xef\\xbf\\xbd\\xff, \\ufffd\\udcff
      """)
  void bytesThatAreNoCharacterBecomeLoneSurrogates(String bytes, String text) {
    assertThat(NativeText.of(unescaped(bytes).getBytes(ISO_8859_1))).isEqualTo(unescaped(text));
  }

  @Test
  void anyBytesComeBackAsTheyWere() {
    var random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      var bytes = someBytes(random);

      var text = NativeText.of(bytes);

      assertThat(NativeText.bytes(text)).isEqualTo(bytes);
      assertThat(new String(bytes, UTF_8)).isEqualTo(NativeText.replaced(text));
    }
  }

  @Test
  void aStreamReadsTheSameInChunksOfAnySize() throws IOException {
    var random = new Random(2);
    for (int round = 0; round < 2000; round++) {
      var bytes = someBytes(random);
      var in = NativeText.reader(new ByteArrayInputStream(bytes) {
        @Override
        public synchronized int read(byte[] to, int from, int length) {
          return super.read(to, from, Math.min(length, 1 + random.nextInt(3)));
        }
      });

      var text = new StringBuilder();
      var chars = new char[7];
      int n = 0;
      while (n >= 0) {
        text.append(chars, 0, n);
        n = in.read(chars, 0, 1 + random.nextInt(7));
      }

      assertThat(text.toString()).isEqualTo(NativeText.of(bytes));
    }
  }

  @Test
  void anyNameOfAFileComesBackFromTheDirectory(@TempDir Path directory) throws IOException {
    var random = new Random(3);
    for (int round = 0; round < 500; round++) {
      var name = NativeText.of(someName(random));

      var file = NativeText.resolve(directory, name);
      Files.writeString(file, "x");

      try (var files = Files.list(directory)) {
        assertThat(files.toList()).singleElement().satisfies(found -> {
          assertThat(NativeText.nameOf(found)).isEqualTo(name);
          assertThat(NativeText.of(found)).isEqualTo(directory + "/" + name);
          assertThat(NativeText.path(NativeText.of(found))).isEqualTo(found);
          assertThat(NativeText.path(name)).isEqualTo(found.getFileName());
        });
      }
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @CsvSource({"a\\udcff/b, a\\udcff/b", "/a\\udcff//b/, /a\\udcff/b", "../\\udcff, ../\\udcff",
      "//\\udcff, /\\udcff"})
  void pathsAreTakenAsTheJdkTakesThem(String text, String expected) {
    assertThat(NativeText.of(NativeText.path(unescaped(text)))).isEqualTo(unescaped(expected));
  }

  @Test
  void aNulIsRefusedInAnyPath() {
    assertThatThrownBy(() -> NativeText.path("a\0\udcff")).isInstanceOf(InvalidPathException.class);
    assertThatThrownBy(() -> NativeText.path("a\0")).isInstanceOf(InvalidPathException.class);
  }

  /// Mostly the beginnings, middles and ends of characters.
  private static byte[] someBytes(Random random) {
    int[] special = {0x41, 0x7f, 0x80, 0xbf, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff};
    var bytes = new byte[random.nextInt(12)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(3) == 0
          ? random.nextInt(256)
          : special[random.nextInt(special.length)]);
    }
    return bytes;
  }

  private static byte[] someName(Random random) {
    while (true) {
      var bytes = someBytes(random);
      var text = new String(bytes, ISO_8859_1);
      if (!text.isEmpty() && text.indexOf('/') < 0 && text.indexOf('\0') < 0) {
        return bytes;
      }
    }
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\(?:x(..)|u(....))").matcher(text).replaceAll(match -> {
      var hex = match.group(1) == null ? match.group(2) : match.group(1);
      return String.valueOf((char) Integer.parseInt(hex, 16));
    });
  }
}
