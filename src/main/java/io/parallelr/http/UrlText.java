package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The parts of a URL as text: percent signs and what they stand for.
final class UrlText {
  private UrlText() {}

  /// The fields of a query or of a form, in their order.
  ///
  /// @throws HttpError if it is malformed
  static List<Map.Entry<String, String>> fields(String query) {
    var fields = new ArrayList<Map.Entry<String, String>>();
    for (var field : query.split("&", -1)) {
      if (!field.isEmpty()) {
        int end = field.indexOf('=');
        var name = end < 0 ? field : field.substring(0, end);
        var value = end < 0 ? "" : field.substring(end + 1);
        fields.add(
            Map.entry(decoded(name.replace('+', ' ')), decoded(value.replace('+', ' '))));
      }
    }
    return fields;
  }

  /// The text that a part of a path stands for.
  ///
  /// @throws HttpError if it is malformed
  static String decoded(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    var bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.write(hex(encoded, i + 1) << 4 | hex(encoded, i + 2));
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
      }
    }
    return text(bytes.toByteArray());
  }

  /// @throws HttpError if it is not UTF-8
  static String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new HttpError(400, "not valid UTF-8");
    }
  }

  private static int hex(String encoded, int index) {
    int digit = index < encoded.length() ? Character.digit(encoded.charAt(index), 16) : -1;
    if (digit < 0) {
      throw new HttpError(400, "malformed percent sign in the URL");
    }
    return digit;
  }
}
