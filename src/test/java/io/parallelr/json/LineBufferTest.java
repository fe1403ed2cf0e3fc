package io.parallelr.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineBufferTest {
  private final List<String> seen = new ArrayList<>();
  private final LineBuffer.Taker taker = new LineBuffer.Taker() {
    @Override
    public void line(byte[] text, int from, int length, long position) {
      seen.add(position + ":" + new String(text, from, length, UTF_8));
    }

    @Override
    public void tooLong(byte[] text, int length) {
      seen.add("too long from " + (char) text[0]);
    }
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void handsOutLinesOfAnyLengthHoweverTheyAreRead(int piece) throws IOException {
    var lines = new LineBuffer(2);

    read(lines, "a\n\nlonger than the buffer\nend", piece);

    assertThat(seen).containsExactly("0:a", "2:", "3:longer than the buffer");
    assertThat(lines.position()).isEqualTo(26);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void leavesOutTheRestOfALineThatIsTooLong(int piece) throws IOException {
    var lines = new LineBuffer(4, 8);

    read(lines, "one\nxyxyxyxyxyxyxyxyxyxyxy\ntwo\n", piece);

    assertThat(seen).containsExactly("0:one", "too long from x", "27:two");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void handsOutTheLastLineWithoutAnEndWhenAsked(int piece) throws IOException {
    var lines = new LineBuffer(4);
    read(lines, "one\ntwo", piece);

    lines.rest(taker);

    assertThat(seen).containsExactly("0:one", "4:two");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void forgetsWhatWasLeftWhenAnotherPlaceIsRead(int piece) throws IOException {
    var lines = new LineBuffer(4);
    read(lines, "one\ntw", piece);

    lines.begin(1000);
    read(lines, "three\n", piece);

    assertThat(seen).containsExactly("0:one", "1000:three");
  }

  private void read(LineBuffer lines, String text, int piece) throws IOException {
    var in = new ByteArrayInputStream(text.getBytes(UTF_8));
    LineBuffer.Source source = (to, from, length) -> in.read(to, from, Math.min(piece, length));
    while (lines.read(source, taker) >= 0) {
      // until the end
    }
  }
}
