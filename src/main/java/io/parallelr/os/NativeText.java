package io.parallelr.os;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Names, arguments and values of the environment are bytes, which mostly are UTF-8, but need not
/// be. This turns them into text and back without loss: a byte that is part of no character becomes
/// one of the lone surrogates U+DC80 to U+DCFF, as PEP 383 has it for Python.
///
/// A [Path] keeps its bytes, but its `toString()` does not, and `Path.of` refuses such text: use
/// [#of(Path)] and [#path(String)] wherever a name is passed to a program, a file or another name.
/// [io.parallelr.task.Printable] shows such text to people.
public final class NativeText {
  /// What converts them; to read a stream use [#reader(InputStream)].
  public static final Charset CHARSET = new NativeCharset();
  /// Whether the JVM itself takes names for UTF-8, which is so if the launcher has started it.
  static final boolean JVM_IS_UTF8 =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
  private static final char REPLACEMENT = '\uFFFD';
  private static final Path ROOT = Path.of("/");

  private NativeText() {}

  /// The text that bytes are.
  public static String of(byte[] bytes) {
    var text = new String(bytes, UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : new String(bytes, CHARSET);
  }

  /// The bytes that a text is. Surrogates that are neither a pair nor a byte, which come from no
  /// system, become question marks.
  public static byte[] bytes(String text) {
    return text.getBytes(hasSurrogates(text) ? CHARSET : UTF_8);
  }

  /// The text of a path.
  public static String of(Path path) {
    var text = path.toString();
    return text.indexOf(REPLACEMENT) < 0 ? text : of(rawBytes(path));
  }

  /// The text of the last name in a path; empty for the root.
  public static String nameOf(Path path) {
    var name = path.getFileName();
    return name == null ? "" : of(name);
  }

  /// Reads a stream as such text.
  public static Reader reader(InputStream in) {
    return new NativeReader(in);
  }

  /// The path that a text names.
  ///
  /// @throws InvalidPathException if it has a NUL character
  public static Path path(String text) {
    if (isUtf8(text) && (JVM_IS_UTF8 || isAscii(text))) {
      return Path.of(text);
    }
    if (text.indexOf('\0') >= 0) {
      throw new InvalidPathException(text.replace("\0", "\\0"), "Nul character not allowed");
    }
    var escaped = new StringBuilder("file://");
    if (!text.startsWith("/")) {
      escaped.append('/');
    }
    byte before = 0;
    for (byte b : bytes(text)) {
      if (b == '/') {
        escaped.append(before == '/' ? "" : "/");
      } else {
        escaped.append('%').append(HexFormat.of().toHexDigits(b));
      }
      before = b;
    }
    var absolute = Path.of(URI.create(escaped.toString()));
    return text.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
  }

  /// The same file for what takes no [Path].
  public static File file(Path path) {
    return NativeFile.of(path);
  }

  /// Whether the JVM has the text of a path as it is.
  static boolean isPlain(Path path) {
    var text = path.toString();
    return text.indexOf(REPLACEMENT) < 0 && (JVM_IS_UTF8 || isAscii(text));
  }

  /// A path by which a name is taken that may be relative.
  public static Path resolve(Path directory, String name) {
    return directory.resolve(path(name));
  }

  /// Whether nothing in the text stands for a byte that is not UTF-8.
  public static boolean isUtf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c) || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /// The text with U+FFFD in place of bytes that are not UTF-8, for those who take no other.
  public static String replaced(String text) {
    return isUtf8(text) ? text : new String(bytes(text), UTF_8);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static boolean hasSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /// From the path's URI, which has each byte of it.
  private static byte[] rawBytes(Path path) {
    var uri = ROOT.resolve(path).toUri().getRawPath();
    int from = path.isAbsolute() ? 0 : 1;
    int to = uri.endsWith("/") && uri.length() > 1 ? uri.length() - 1 : uri.length(); // a directory
    var bytes = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = uri.charAt(i);
      if (c == '%') {
        bytes[length++] = (byte) HexFormat.fromHexDigits(uri, i + 1, i + 3);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
