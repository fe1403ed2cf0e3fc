package io.parallelr.os;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/// UTF-8 that loses nothing: a byte that is part of no character becomes one of the lone surrogates
/// U+DC80 to U+DCFF, and back; PEP 383.
final class NativeCharset extends Charset {
  private static final int ESCAPES = 0xdc00;
  private static final int LONGEST = 4;

  NativeCharset() {
    super("x-parallelr-native", null);
  }

  @Override
  public boolean contains(Charset other) {
    return other.equals(UTF_8) || other.equals(US_ASCII);
  }

  @Override
  public CharsetDecoder newDecoder() {
    return new Decoder(this);
  }

  @Override
  public CharsetEncoder newEncoder() {
    return new Encoder(this);
  }

  /// Whether a character that is part of no pair stands for a byte.
  static boolean isEscape(char c) {
    return c >= ESCAPES + 0x80 && c <= ESCAPES + 0xff;
  }

  private static final class Decoder extends CharsetDecoder {
    /// The beginning of a character whose other bytes have not come yet.
    private final byte[] pending = new byte[LONGEST];
    private int count;
    private int needed;

    Decoder(Charset charset) {
      super(charset, 1, 1);
    }

    @Override
    protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
      while (in.hasRemaining()) {
        if (out.remaining() <= count) { // a byte may bring out those before it, and itself
          return CoderResult.OVERFLOW;
        }
        take(in.get(), out);
      }
      return CoderResult.UNDERFLOW;
    }

    private void take(byte b, CharBuffer out) {
      if (count > 0 && !continues(b)) {
        escapePending(out);
      }
      pending[count++] = b;
      if (count == 1) {
        needed = length(b & 0xff);
        if (needed == 0) {
          escapePending(out);
          return;
        }
      }
      if (count == needed) {
        putCharacter(out);
      }
    }

    /// How many bytes a character has that begins so; 0 if none does.
    private static int length(int first) {
      if (first < 0x80) {
        return 1;
      }
      if (first < 0xc2 || first > 0xf4) {
        return 0;
      }
      return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    /// Whether the byte may follow those that wait: no character has a longer form, is a surrogate
    /// or lies above U+10FFFF.
    private boolean continues(byte next) {
      int b = next & 0xff;
      if (count > 1) {
        return b >= 0x80 && b <= 0xbf;
      }
      return switch (pending[0] & 0xff) {
        case 0xe0 -> b >= 0xa0 && b <= 0xbf;
        case 0xed -> b >= 0x80 && b <= 0x9f;
        case 0xf0 -> b >= 0x90 && b <= 0xbf;
        case 0xf4 -> b >= 0x80 && b <= 0x8f;
        default -> b >= 0x80 && b <= 0xbf;
      };
    }

    private void putCharacter(CharBuffer out) {
      int c = switch (needed) {
        case 1 -> pending[0];
        case 2 -> pending[0] & 0x1f;
        case 3 -> pending[0] & 0x0f;
        default -> pending[0] & 0x07;
      };
      for (int i = 1; i < needed; i++) {
        c = (c << 6) | (pending[i] & 0x3f);
      }
      count = 0;
      if (Character.isBmpCodePoint(c)) {
        out.put((char) c);
      } else {
        out.put(Character.highSurrogate(c)).put(Character.lowSurrogate(c));
      }
    }

    private void escapePending(CharBuffer out) {
      for (int i = 0; i < count; i++) {
        out.put((char) (ESCAPES + (pending[i] & 0xff)));
      }
      count = 0;
    }

    /// At the end of the input: what is left over is not a character.
    @Override
    protected CoderResult implFlush(CharBuffer out) {
      if (out.remaining() < count) {
        return CoderResult.OVERFLOW;
      }
      escapePending(out);
      return CoderResult.UNDERFLOW;
    }

    @Override
    protected void implReset() {
      count = 0;
    }
  }

  private static final class Encoder extends CharsetEncoder {
    Encoder(Charset charset) {
      super(charset, 1.1f, 3, new byte[]{'?'});
    }

    /// The replacement is a character of every UTF-8; the check would ask a decoder for it.
    @Override
    public boolean isLegalReplacement(byte[] replacement) {
      return true;
    }

    @Override
    protected CoderResult encodeLoop(CharBuffer in, ByteBuffer out) {
      while (in.hasRemaining()) {
        in.mark();
        char c = in.get();
        int codePoint = c;
        if (Character.isHighSurrogate(c)) {
          if (!in.hasRemaining()) {
            in.reset();
            return CoderResult.UNDERFLOW;
          }
          char low = in.get();
          if (!Character.isLowSurrogate(low)) {
            in.reset();
            return CoderResult.malformedForLength(1);
          }
          codePoint = Character.toCodePoint(c, low);
        } else if (Character.isLowSurrogate(c) && !isEscape(c)) {
          in.reset();
          return CoderResult.malformedForLength(1);
        }
        if (!put(codePoint, out)) {
          in.reset();
          return CoderResult.OVERFLOW;
        }
      }
      return CoderResult.UNDERFLOW;
    }

    private static boolean put(int c, ByteBuffer out) {
      if (c < 0x80) {
        return put(out, 1, c, 0);
      }
      if (c < 0x800) {
        return put(out, 2, 0xc0 | (c >> 6), c);
      }
      if (!Character.isBmpCodePoint(c)) {
        return put(out, 4, 0xf0 | (c >> 18), c);
      }
      return isEscape((char) c) ? put(out, 1, c - ESCAPES, 0) : put(out, 3, 0xe0 | (c >> 12), c);
    }

    private static boolean put(ByteBuffer out, int length, int first, int c) {
      if (out.remaining() < length) {
        return false;
      }
      out.put((byte) first);
      for (int shift = 6 * (length - 2); shift >= 0; shift -= 6) {
        out.put((byte) (0x80 | ((c >> shift) & 0x3f)));
      }
      return true;
    }
  }
}
