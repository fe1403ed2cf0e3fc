package io.parallelr.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ShellTextTest {
  private static final int FRAGMENTS = 120;
  /// One character a byte, so that invalid UTF-8 is among them.
  private static final List<String> VALUES = List.of("", "a", "two  words", "it's", "\"", "'",
      "\\", "\\\\n", "$(touch pwned)", "`touch pwned`", "*", "[a-z]*", "-n", "--", ";touch pwned",
      "\n", "\n\nend\n", "END", "\nEND\n", "x\ttab", "${HOME}", "$V0", "#", "}", ")", "%s%d", "~",
      "'; touch pwned; '", "\"; touch pwned; \"", "a[$(touch pwned)]", "\u00ff\u00fe", "\u00c3",
      "\r\n", "!x", "&", "|touch pwned");

  @TempDir
  Path directory;

  /// A text with what it prints.
  private record Expected(String text, String printed) {
    Expected and(Expected other) {
      return new Expected(text + other.text, printed + other.printed);
    }

    Expected silent() {
      return new Expected(text, "");
    }
  }

  private static String compiled(String text) throws ShellText.ImpossibleException {
    var result = new ShellText();
    var parts = text.split("@", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        result.literal(parts[i]);
      } else {
        result.variable(parts[i]);
      }
    }
    return result.toString();
  }

  /// Makes fragments. For one shell.
  private static final class Fragments {
    private final Random random;
    private final boolean isBash;

    Fragments(Random random, boolean isBash) {
      this.random = random;
      this.isBash = isBash;
    }

    private Expected value() {
      int i = random.nextInt(VALUES.size());
      return new Expected("@V" + i + "@", VALUES.get(i));
    }

    private static Expected around(String left, Expected inner, String right, String printedLeft,
        String printedRight) {
      return new Expected(left + inner.text + right, printedLeft + inner.printed + printedRight);
    }

    private Expected word(int depth) {
      int kinds = depth == 0 ? 13 : 17;
      return switch (random.nextInt(kinds)) {
        case 0 -> value();
        case 1 -> around("\"a ", value(), " b\"", "a ", " b");
        case 2 -> around("'a \\ ", value(), " b'", "a \\ ", " b");
        case 3 -> around("a", value().and(value()), "", "a", "");
        case 4 -> around("\\", value(), "", "\\", "");
        case 5 -> around("\"it's \\", value(), "\"", "it's \\", "");
        case 6 -> around("${unset:-\"", value(), "\"}", "", "");
        case 7 -> around("${unset:-", value(), "}", "", "");
        case 8 -> around("\"\\$(it's ", value(), ")\"", "$(it's ", ")");
        case 9 -> around("\"cost: $", value(), "\"", "cost: $", "");
        case 10 -> around("$", value(), "", "$", "");
        case 11 -> around("\"${unset:-", value(), "}\"", "", "");
        case 12 -> around("x#'", value(), "'", "x#", "");
        case 13 -> around("\"$(printf %sx ", word(depth - 1), ")\"", "", "x");
        case 14 -> around("\"$(case b in a) ;; b) printf %sx ", word(depth - 1),
            " ;; esac)\"", "", "x");
        case 15 -> around("\"`printf %sx \"", value(), "\"`\"", "", "x");
        default -> around("\"$(printf %sx \"$(printf %sy ", word(depth - 1), ")\")\"", "", "yx");
      };
    }

    Expected statement() {
      return switch (random.nextInt(isBash ? 12 : 9)) {
        case 0 -> around("# it's \" a `comment $( <<X ", value(), "\n", "", "").silent();
        case 1 -> around("cat <<END # it's\na ' \" ", value(), " \\\\ b\nEND\n", "a ' \" ",
            " \\ b\n");
        case 2 -> around("cat <<-END\n\t'", value(), "'\n\tEND\n", "'", "'\n");
        case 3 -> around("cat <<END\n$(printf %sx ", value(), ") \\", "", "x \\")
            .and(around("", value(), "\nEND\n", "", "\n"));
        case 4 -> around("case a in b) ;; (a) printf '%s|' ", word(1), " ;; esac\n", "", "|");
        case 5 -> around("( : $((1<<3)); printf '%s|' ", word(1), " )\n", "", "|");
        case 6 -> around("cat <<A <<'B'\nunseen\nA\nseen $(x\nB\nprintf '%s|' ", word(1), "\n",
            "seen $(x\n", "|");
        case 7 -> around("printf '%s|' \\\n  ", word(2), " \\\n # ' comment\n", "", "|");
        case 8 -> around("if :; then printf '%s|' ", word(2), "; fi # `'\"\n", "", "|");
        case 9 -> around("a=(", word(1), " 'b c'); printf '%s|' \"${a[0]}\"\n", "", "|");
        case 10 -> around("printf '%s|' $'it\\'s' ", word(1), "\n", "it's|", "|");
        default -> around("cat <<<", word(1), "\n", "", "\n");
      };
    }
  }

  @Test
  void valuesStayDataInBash() throws Exception {
    check("bash", new Fragments(new Random(1), true));
  }

  @Test
  void valuesStayDataInOtherShells() throws Exception {
    check("sh", new Fragments(new Random(2), false));
  }

  private void check(String shell, Fragments fragments) throws Exception {
    var expected = new ArrayList<Expected>();
    var main = new StringBuilder("LC_ALL=C; export LC_ALL\n");
    for (int i = 0; i < VALUES.size(); i++) {
      main.append("V%d=$(printf '%s_'); V%d=${V%d%%_}\n".formatted(i, octal(VALUES.get(i)), i, i));
    }
    for (int i = 0; i < FRAGMENTS; i++) {
      var fragment = fragments.statement().and(fragments.statement()).and(fragments.statement());
      expected.add(fragment);
      Files.writeString(
          directory.resolve("f" + i), compiled(fragment.text), StandardCharsets.ISO_8859_1);
      main.append("( . ./f%d ) > o%d 2>&1\n".formatted(i, i));
    }
    Files.writeString(directory.resolve("main"), main);

    var process = new ProcessBuilder(shell, "main").directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("out").toFile())
        .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(directory.resolve("pwned")).doesNotExist();
    for (int i = 0; i < FRAGMENTS; i++) {
      var script = Files.readString(directory.resolve("f" + i));
      assertThat(Files.readString(directory.resolve("o" + i), StandardCharsets.ISO_8859_1))
          .as("%s of%n%s", script, expected.get(i).text)
          .isEqualTo(expected.get(i).printed);
    }
    assertThat(directory.resolve("out")).isEmptyFile();
  }

  private static String octal(String value) {
    return value.chars()
        .mapToObj("\\%03o"::formatted)
        .reduce("", String::concat);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat <<'END'\n@V@\nEND\n", "cat <<\\END\n@V@\nEND\n", "cat <<@V@\n",
      "echo $'@V@'",
      "echo $'\\'@V@'", "echo $((@V@ + 1))", "((x = @V@))", "echo \"$(( 1 + \"@V@\" ))\"",
      "echo ${x:@V@}", "echo ${!@V@}", "echo \"${x[@V@]}\"", "x[@V@]=1", "x[\"@V@\"]=1",
      "`echo \\@V@`", "`echo \\`echo @V@\\``", "\"`echo \\\"@V@\\\"`\"", "`echo $@V@`",
      "echo \"${x:-it's}\" @V@", "echo $[@V@]"})
  void refusesWhatNoQuotesMakeSafe(String text) {
    assertThatThrownBy(() -> compiled(text)).isInstanceOf(ShellText.ImpossibleException.class)
        .hasMessageMatching("[^\n]+[^.\n]");
  }

  @Test
  void fragmentsOfAnyKindAreMade() {
    var fragments = new Fragments(new Random(3), true);

    var texts = IntStream.range(0, 1_000).mapToObj(_ -> fragments.statement().text).toList();

    assertThat(String.join("", texts)).contains("<<-END", "<<<", "a=(", "`printf", "(case", "$'");
  }
}
