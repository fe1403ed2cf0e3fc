package io.parallelr.batch;

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
        : '\'' + word.replace("'", "'\\''") + '\'';
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
