package io.parallelr.batch;

import java.util.ArrayList;
import java.util.List;

/// Records with quoted fields, as RFC 4180 has them: within quotation marks, separators and line
/// breaks belong to the field, and two quotation marks are one. Nothing is trimmed. Works on texts
/// with any bytes, and keeps no more than the text.
final class Csv {
  private Csv() {}

  /// Finds the end of a record.
  ///
  /// @param from where it begins
  /// @param line its number, for messages
  /// @return the index of the line break that ends it, or the length of the text
  static int end(String text, int from, char separator, int line) throws InputException {
    int at = from;
    while (at < text.length()) {
      if (text.charAt(at) == '"') {
        at = closing(text, at, line) + 1;
        boolean isWhole = at == text.length() || text.charAt(at) == separator
            || text.charAt(at) == '\n' || text.startsWith("\r\n", at)
            || (text.charAt(at) == '\r' && at + 1 == text.length());
        if (!isWhole) {
          throw new InputException(
              "%d: text follows a closing quotation mark; write \"\" for one in a field"
                  .formatted(line));
        }
      }
      while (at < text.length() && text.charAt(at) != separator && text.charAt(at) != '\n') {
        at++;
      }
      if (at == text.length() || text.charAt(at) == '\n') {
        return at;
      }
      at++;
    }
    return at;
  }

  private static int closing(String text, int opening, int line) throws InputException {
    for (int at = text.indexOf('"', opening + 1); at >= 0; at = text.indexOf('"', at + 2)) {
      if (at + 1 == text.length() || text.charAt(at + 1) != '"') {
        return at;
      }
    }
    throw new InputException("%d: a quotation mark is not closed".formatted(line));
  }

  /// The fields of a record that is well formed.
  static List<String> split(String record, char separator) {
    var fields = new ArrayList<String>();
    int at = 0;
    while (true) {
      int end;
      if (at < record.length() && record.charAt(at) == '"') {
        var field = new StringBuilder();
        end = at + 1;
        while (end < record.length()) {
          if (record.charAt(end) != '"') {
            field.append(record.charAt(end++));
          } else if (end + 1 < record.length() && record.charAt(end + 1) == '"') {
            field.append('"');
            end += 2;
          } else {
            break;
          }
        }
        end++;
        fields.add(field.toString());
      } else {
        int next = record.indexOf(separator, at);
        end = next < 0 ? record.length() : next;
        fields.add(record.substring(at, end));
      }
      if (end >= record.length()) {
        return fields;
      }
      at = end + 1;
    }
  }
}
