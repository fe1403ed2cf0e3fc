package io.parallelr.manual;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A text in the language of man(7). Arguments are in that language, too: see [#escaped].
final class Roff {
  private final StringBuilder text = new StringBuilder();

  /// A text of any characters, which are to be printed as they are.
  static String escaped(String plain) {
    var result = new StringBuilder();
    plain.codePoints().forEach(c -> {
      switch (c) {
        case '\\' -> result.append("\\e");
        case '-' -> result.append("\\-");
        case '\'' -> result.append("\\(aq");
        case '`' -> result.append("\\(ga");
        case '^' -> result.append("\\(ha");
        case '~' -> result.append("\\(ti");
        case '"' -> result.append("\\(dq");
        case '\n' -> result.append(' ');
        default -> {
          if (c < 0x80) {
            result.append((char) c);
          } else {
            result.append("\\[u%04X]".formatted(c));
          }
        }
      }
    });
    return result.toString();
  }

  void request(String name, String... arguments) {
    text.append('.')
        .append(name)
        .append(
            Stream.of(arguments)
                .map(a -> " \"" + escaped(a) + '"')
                .collect(Collectors.joining()))
        .append('\n');
  }

  void section(String heading) {
    request("SH", heading);
  }

  void subsection(String heading) {
    text.append(".SS \"").append(heading).append("\"\n");
  }

  void paragraph(String line) {
    text.append(".PP\n");
    raw(line);
  }

  /// A line, which must not be taken for a request.
  void raw(String line) {
    text.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
        .append(line)
        .append('\n');
  }

  /// A term and what it means.
  void item(String term, String meaning) {
    text.append(".TP\n");
    raw(term);
    raw(meaning.isEmpty() ? "\\&" : meaning);
  }

  /// Lines that stay as they are.
  void verbatim(List<String> lines) {
    text.append(".PP\n.nf\n");
    lines.forEach(line -> raw(escaped(line)));
    text.append(".fi\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
