package io.parallelr.top;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Makes keys out of what a terminal sends for them. For one thread.
final class KeyDecoder {
  private static final int END = -1;
  private static final int ESCAPE = 033;
  private static final int LONGEST_SEQUENCE = 32;

  private final Source source;

  /// Where bytes come from.
  interface Source {
    /// The next byte; blocks until there is one. -1 at the end.
    int next() throws IOException;

    /// Whether another byte follows at once, as in what a terminal sends for one key.
    boolean hasMore() throws IOException;
  }

  KeyDecoder(Source source) {
    this.source = source;
  }

  /// The next key; blocks until one is pressed. Those without a meaning here are left out.
  ///
  /// @return empty at the end: the terminal is gone
  Optional<Key> next() throws IOException {
    while (true) {
      int b = source.next();
      if (b == END) {
        return Optional.empty();
      }
      var key = key(b);
      if (key.isPresent()) {
        return key;
      }
    }
  }

  private Optional<Key> key(int b) throws IOException {
    return switch (b) {
      case 003 -> Optional.of(Key.Named.INTERRUPT);
      case 010, 0177 -> Optional.of(Key.Named.BACKSPACE);
      case '\t' -> Optional.of(Key.Named.TAB);
      case '\n', '\r' -> Optional.of(Key.Named.ENTER);
      case 014 -> Optional.of(Key.Named.REDRAW);
      case 032 -> Optional.of(Key.Named.SUSPEND);
      case ESCAPE -> source.hasMore() ? sequence() : Optional.of(Key.Named.ESCAPE);
      default -> b < ' ' ? Optional.empty() : character(b);
    };
  }

  private Optional<Key> character(int first) throws IOException {
    int more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    var bytes = new byte[more + 1];
    bytes[0] = (byte) first;
    for (int i = 1; i <= more; i++) {
      int next = source.next();
      if (next == END) {
        return Optional.empty();
      }
      bytes[i] = (byte) next;
    }
    int character = new String(bytes, StandardCharsets.UTF_8).codePointAt(0);
    return character == 0xfffd ? Optional.empty() : Optional.of(new Key.Typed(character));
  }

  /// What follows an escape: `[` or `O`, parameters, and a letter or a tilde.
  private Optional<Key> sequence() throws IOException {
    int introducer = source.next();
    if (introducer != '[' && introducer != 'O') {
      return Optional.empty(); // a key with Alt
    }
    var parameters = new StringBuilder();
    while (parameters.length() < LONGEST_SEQUENCE && source.hasMore()) {
      int b = source.next();
      if (b >= '@' && b <= '~') {
        return named((char) b, parameters.toString());
      }
      parameters.append((char) b);
    }
    return Optional.empty();
  }

  private static Optional<Key> named(char last, String parameters) {
    return switch (last) {
      case 'A' -> Optional.of(Key.Named.UP);
      case 'B' -> Optional.of(Key.Named.DOWN);
      case 'H' -> Optional.of(Key.Named.HOME);
      case 'F' -> Optional.of(Key.Named.END);
      case 'Z' -> Optional.of(Key.Named.BACK_TAB);
      case 'M' -> Optional.of(Key.Named.ENTER); // of the keypad
      case '~' -> switch (parameters) {
        case "1", "7" -> Optional.of(Key.Named.HOME);
        case "4", "8" -> Optional.of(Key.Named.END);
        case "5" -> Optional.of(Key.Named.PAGE_UP);
        case "6" -> Optional.of(Key.Named.PAGE_DOWN);
        default -> Optional.empty();
      };
      default -> Optional.empty();
    };
  }
}
