package io.parallelr.top;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyDecoderTest {
  private static List<Key> keys(String typed) throws IOException {
    var in = new ByteArrayInputStream(typed.getBytes(UTF_8));
    var decoder = new KeyDecoder(new KeyDecoder.Source() {
      @Override
      public int next() {
        return in.read();
      }

      @Override
      public boolean hasMore() {
        return in.available() > 0;
      }
    });
    var keys = new ArrayList<Key>();
    for (var key = decoder.next(); key.isPresent(); key = decoder.next()) {
      keys.add(key.get());
    }
    return keys;
  }

  @Test
  void namedKeysComeInBothModesOfTerminals() throws Exception {
    assertThat(keys("\033[A\033OA\033[B\033[5~\033[6~\033[H\033[1~\033[F\033[4~\033[Z\r\t\177\b"))
        .containsExactly(
            Key.Named.UP, Key.Named.UP, Key.Named.DOWN, Key.Named.PAGE_UP, Key.Named.PAGE_DOWN,
            Key.Named.HOME, Key.Named.HOME, Key.Named.END, Key.Named.END, Key.Named.BACK_TAB,
            Key.Named.ENTER, Key.Named.TAB, Key.Named.BACKSPACE, Key.Named.BACKSPACE);
  }

  @Test
  void controlKeysHaveNames() throws Exception {
    assertThat(keys("\003\032\014")).containsExactly(
        Key.Named.INTERRUPT, Key.Named.SUSPEND, Key.Named.REDRAW);
  }

  @Test
  void charactersOfAnyLengthAreOneKey() throws Exception {
    assertThat(keys("aé測😀")).containsExactly(
        new Key.Typed('a'), new Key.Typed('é'), new Key.Typed('測'), new Key.Typed(0x1f600));
  }

  @Test
  void anEscapeAloneIsAKeyAndUnknownSequencesAreNone() throws Exception {
    assertThat(keys("\033[15~\033[1;5Cq\033xw\033")).containsExactly(
        new Key.Typed('q'), new Key.Typed('w'), Key.Named.ESCAPE);
    assertThat(keys("a\033[")).containsExactly(new Key.Typed('a'));
    assertThat(keys("\303")).hasSize(1);
  }
}
