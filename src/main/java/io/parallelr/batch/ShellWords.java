package io.parallelr.batch;

import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Words and the way a POSIX shell writes them; Shell Command Language, section 2.2 Quoting.
public final class ShellWords {
  private static final String PLAIN = "%+,-./:=@_";
  /// Of bash and zsh; they mean themselves only where they are not the first word.
  private static final Set<String> RESERVED = Set.of(
      "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for",
      "in", "function", "select", "time", "coproc", "repeat", "foreach", "end", "nocorrect",
      "noglob");

  private ShellWords() {}

  /// Splits text into words at blanks outside quotes. Nothing is expanded: `$`, `*`, `|` and `;`
  /// are letters like any other.
  ///
  /// @throws InputException naming the column, if a quote is not closed
  public static List<String> split(String text) throws InputException {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> {
          if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
          }
        }
        case '\\' -> {
          if (++i == text.length()) {
            throw new InputException(
                "column %d: nothing follows the backslash; write \\\\ for the character itself"
                    .formatted(i));
          }
          if (text.charAt(i) != '\n') { // with a line break it is a continued line
            word.append(text.charAt(i));
            inWord = true;
          }
        }
        case '\'' -> {
          int end = text.indexOf('\'', i + 1);
          if (end < 0) {
            throw unclosed(i);
          }
          word.append(text, i + 1, end);
          inWord = true;
          i = end;
        }
        case '"' -> {
          i = doubleQuoted(text, i, word);
          inWord = true;
        }
        default -> {
          word.append(c);
          inWord = true;
        }
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /// @return the index of the closing quote
  private static int doubleQuoted(String text, int begin, StringBuilder word)
      throws InputException {
    for (int i = begin + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i;
      }
      boolean escapes = c == '\\' && i + 1 < text.length()
          && "$`\"\\\n".indexOf(text.charAt(i + 1)) >= 0;
      if (!escapes) {
        word.append(c);
      } else if (text.charAt(++i) != '\n') {
        word.append(text.charAt(i));
      }
    }
    throw unclosed(begin);
  }

  private static InputException unclosed(int index) {
    return new InputException("column %d: this quote is not closed".formatted(index + 1));
  }

  /// The words as one line for a shell, which takes it for just these words.
  public static String quote(List<String> words) {
    var line = new StringBuilder();
    for (var word : words) {
      line.append(line.isEmpty() ? program(word) : ' ' + quote(word));
    }
    return line.toString();
  }

  /// The same with variables set for the command.
  public static String quote(Map<String, String> variables, List<String> words) {
    return variables.entrySet()
        .stream()
        .map(v -> v.getKey() + '=' + quote(v.getValue()) + ' ')
        .collect(Collectors.joining()) + quote(words);
  }

  /// The words as one line to read, without any character that drives a terminal or breaks the
  /// line. bash and zsh take it for just these words, and so does every shell if there is no
  /// such character.
  public static String show(List<String> words) {
    return show(Map.of(), words);
  }

  /// The same with variables set for the command.
  public static String show(Map<String, String> variables, List<String> words) {
    var line = new StringBuilder();
    variables
        .forEach((name, value) -> line.append(name).append('=').append(show(value)).append(' '));
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      line.append(i > 0 ? " " : "");
      line.append(isShown(word) ? (i > 0 ? quote(word) : program(word)) : ansiQuote(word));
    }
    return line.toString();
  }

  private static String show(String word) {
    return isShown(word) ? quote(word) : ansiQuote(word);
  }

  private static boolean isShown(String word) {
    return Printable.of(word).equals(word);
  }

  /// As `$'…'`, byte by byte where something would not be printed as itself.
  private static String ansiQuote(String word) {
    var quoted = new StringBuilder("$'");
    word.codePoints().forEach(c -> {
      var text = Character.toString(c);
      switch (c) {
        case '\'', '\\' -> quoted.append('\\').append(text);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (isShown(text)) {
            quoted.append(text);
          } else {
            for (byte b : NativeText.bytes(text)) {
              quoted.append("\\x%02x".formatted(b));
            }
          }
        }
      }
    });
    return quoted.append('\'').toString();
  }

  /// A shell may take a first word for a variable that is set, a word of its own, or a job.
  private static String program(String word) {
    return isPlain(word)
        && (RESERVED.contains(word) || word.contains("=") || word.startsWith("%"))
            ? '\'' + word + '\''
            : quote(word);
  }

  private static String quote(String word) {
    return isPlain(word) && !word.startsWith("=") // which zsh would expand
        ? word
        : NativeText.isUtf8(word) ? '\'' + word.replace("'", "'\\''") + '\'' : ansiQuote(word);
  }

  private static boolean isPlain(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      if (!plain) {
        return false;
      }
    }
    return !word.isEmpty();
  }
}
