package io.parallelr.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Values that are put into scripts stay data, whatever bytes they have. `@` stands for them here,
/// and a blank between words for the end of one outside of brackets.
@Timeout(120)
class CommandQuotingTest {
  private static final String SPECIAL =
      "'\"\\$`;&|<>(){}[]*?!#~=% \t\n\r-xEND0\u00c3\u00a9\u00ff\u0001\u007f";

  private static final int VALUES = 12;

  /// Commands, each with what it prints before and after the value.
  private static final List<List<String>> PLACES = List.of(
      List.of("", "", "SHELL", "-c", "printf %s @"),
      List.of("", "", "SHELL", "-ec", "printf %s \"@\""),
      List.of("", "", "SHELL", "-c", "printf %s '@'"),
      List.of("a ", " b", "SHELL", "-c", "printf %s \"a @ b\""),
      List.of("a ", " b", "SHELL", "-c", "printf %s 'a @ b'"),
      List.of("a", "b", "SHELL", "-c", "printf %s a@b"),
      List.of("", "x", "SHELL", "-c", "printf %s \"$(printf %sx @)\""),
      List.of("", "x", "SHELL", "-c", "printf %s \"$(printf %sx \"@\")\""),
      List.of("", "x", "SHELL", "-c", "printf %s \"`printf %sx @`\""),
      List.of("", "x", "SHELL", "-c", "printf %s \"`printf %sx '@'`\""),
      List.of("\\", "", "SHELL", "-c", "printf %s \\@"),
      List.of("\\", "", "SHELL", "-c", "printf %s \"\\@\""),
      List.of("$", "", "SHELL", "-c", "printf %s $@"),
      List.of("$", "", "SHELL", "-c", "printf %s \"$@\""),
      List.of("y", "", "SHELL", "-c", "x=y; printf %s \"$x@\""),
      List.of("y", "", "SHELL", "-c", "x=y; printf %s $x@"),
      List.of("", "", "SHELL", "-c", "printf %s ${unset:-@}"),
      List.of("", "", "SHELL", "-c", "# it's @\nprintf %s @"),
      List.of("", "", "SHELL", "-c", "case x in (x) printf %s @ ;; esac"),
      List.of("", "\n", "SHELL", "-c", "cat <<END\n@\nEND\n"),
      List.of("$x ", " 'y'\n", "SHELL", "-c", "cat <<-END\n\t\\$x @ 'y'\n\tEND\n"),
      List.of("y", "ND\n", "SHELL", "-c", "x=y; cat <<END\n$x@ND\nEND\n"),
      List.of("", "", "SHELL", "-c", "v=@; printf %s \"$v\""),
      List.of("", "", "SHELL", "-c", "SHELL -c 'printf %s @'"),
      List.of("", "", "SHELL", "-c", "SHELL -c \"printf %s @\""),
      List.of("", "", "SHELL", "-c", "SHELL -c \"printf %s '@'\""),
      List.of("", "", "SHELL", "-c", "SHELL -c 'printf %s \"@\"'"),
      List.of("", "", "SHELL", "-c", "SHELL -c \"SHELL -c 'printf %s @'\""),
      List.of("", "", "SHELL", "-c", "if :; then x=$(env A=b SHELL -c 'printf %s_ @'); fi; "
          + "printf %s \"${x%_}\""),
      List.of("", "", "SHELL", "-c", "eval printf %s '@'"),
      List.of("", "", "SHELL", "-c", "trap \"printf %s @\" EXIT; :"),
      List.of("", "", "SHELL", "-c", "ssh host \"printf %s @\""),
      List.of("", "", "env", "A=b", "nice", "-n", "0", "timeout", "-s", "KILL", "60", "SHELL",
          "-c", "printf %s @"),
      List.of("", "", "ssh", "-p", "22", "host", "printf", "%s", "@"),
      List.of("", "", "ssh", "host", "-v", "printf %s \"@\""),
      List.of("", "", "ssh", "host", "SHELL -c 'printf %s @'"),
      List.of("", "", "ssh", "host", "SHELL", "-c", "'printf %s \"@\"'"),
      List.of("", "", "ssh", "host", "SHELL -c \"printf %s '@'\""),
      List.of("", "", "ssh", "one", "ssh two printf %s @"),
      List.of("", "", "ssh", "one", "ssh two \"printf %s '@'\""),
      List.of("", "", "su", "-", "user", "-c", "printf %s @"),
      List.of("", "", "find", "f", "-exec", "SHELL", "-c", "printf %s @", ";"));

  @TempDir
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash"})
  void anyBytesComeOutUnchanged(String shell) throws Exception {
    program("ssh", "while [ \"${1#-}\" != \"$1\" ]; do [ \"$1\" = -p ] && shift; shift; done\n"
        + "shift\nwhile [ \"${1#-}\" != \"$1\" ]; do shift; done\nexec " + shell + " -c \"$*\"");
    program("su", "exec " + shell + " -c \"$4\"");
    Files.createFile(directory.resolve("f"));
    var random = new Random(7);
    var expected = new ArrayList<String>();
    var main = new StringBuilder("PATH=$PWD:$PATH LC_ALL=C; export LC_ALL\n");
    for (var place : PLACES) {
      for (int i = 0; i < VALUES; i++) {
        var value = value(random, i);
        var words = place.subList(2, place.size())
            .stream()
            .map(word -> word.replace("SHELL", shell).replace('@', '\0'))
            .toList();
        main.append(quoted(words, value))
            .append(" > o%d 2>&1\n".formatted(expected.size()));
        expected.add(place.get(0) + value + place.get(1));
      }
    }
    Files.writeString(directory.resolve("main"), main, StandardCharsets.ISO_8859_1);

    var process = new ProcessBuilder("sh", "main").directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("out").toFile())
        .start();

    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Files.readString(directory.resolve("o" + i), StandardCharsets.ISO_8859_1))
          .as("%s", PLACES.get(i / VALUES))
          .isEqualTo(expected.get(i));
    }
    assertThat(directory.resolve("pwned")).doesNotExist();
  }

  private static String value(Random random, int i) {
    return switch (i) {
      case 0 -> "";
      case 1 -> "; touch pwned #";
      case 2 -> "'; touch pwned; '";
      case 3 -> "\"; touch pwned; \"";
      case 4 -> "$(touch pwned)`touch pwned`";
      case 5 -> "END\nEND\n\tEND\n\n";
      case 6 -> IntStream.range(1, 256)
          .mapToObj(c -> "" + (char) c)
          .collect(Collectors.joining());
      default -> IntStream.range(0, random.nextInt(1, 12))
          .mapToObj(_ -> "" + SPECIAL.charAt(random.nextInt(SPECIAL.length())))
          .collect(Collectors.joining());
    };
  }

  private void program(String name, String text) throws Exception {
    var file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String quoted(List<String> words, String value) throws Exception {
    return String.join(" ", filled(words, value)
        .stream()
        .map(word -> '\'' + word.replace("'", "'\\''") + '\'')
        .toList());
  }

  private static List<String> filled(List<String> words, String value) throws Exception {
    int values = (int) String.join("", words).chars().filter(c -> c == 0).count();
    var quoted = CommandQuoting.of(words, Collections.nCopies(values, "@ARG@"));
    var quotings = quoted.quotings().iterator();
    return quoted.words().stream().map(word -> {
      var parts = word.split("\0", -1);
      var text = new StringBuilder(parts[0]);
      for (int i = 1; i < parts.length; i++) {
        text.append(quotings.next().quote(value)).append(parts[i]);
      }
      return text.toString();
    }).toList();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {
      "cat|@",
      "bash|@|-c|@",
      "grep|sh|-c|@",
      "sh|-c|echo \"$1\"|_|@",
      "ssh|@|uptime",
      "ssh|-o|Port=@|host|uptime",
      "env|A=@|sh|-c|echo $A",
      "sudo|-u|@|id",
      "python3|-c|print('@')",
      "fish|-c|echo @",
      "echo|sh|-c|@ x"})
  void whatNoPosixShellReadsIsPutInAsItIs(String words) throws Exception {
    var command = List.of(words.replace('@', '\0').split("\\|"));

    assertThat(filled(command, "a b'$x")).isEqualTo(
        command.stream().map(word -> word.replace("\0", "a b'$x")).toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      bash -euo pipefail -c:echo @             | 'a b'
      bash --rcfile x -lc:echo @               | 'a b'
      /bin/zsh -fc:echo @                      | 'a b'
      sh -c --:echo @                          | 'a b'
      busybox sh -c:echo @                     | 'a b'
      sudo -u me -- timeout 5 sh -c:echo @     | 'a b'
      docker exec -it box sh -c:echo @         | 'a b'
      xargs -n1 -I % ksh -c:echo @             | 'a b'
      su me --command:echo @                   | 'a b'
      su --command=echo:@                      | @
      su:--command=echo @                      | 'a b'
      flock lock -c:echo @                     | 'a b'
      flock lock sh -c:echo @                  | 'a b'
      """)
  void scriptsAreFoundBehindOtherPrograms(String words, String value) throws Exception {
    int colon = words.indexOf(':');
    var command = new ArrayList<>(List.of(words.substring(0, colon).split(" ")));
    command.add(words.substring(colon + 1).replace('@', '\0'));

    assertThat(filled(command, "a b").getLast())
        .isEqualTo(
            words.substring(colon + 1).replace("@", value.equals("@") ? "a b" : value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat <<'END'\n@\nEND\n", "echo $((@ + 1))", "echo $'@'",
      "echo \"${x:-@}\"", "cat <<END\n$(echo @)\nEND\n", "bash <<END\necho @\nEND\n",
      "ssh host <<END\necho @\nEND\n", "sh -c 'echo $@'", "let x=@", "declare -i x=@",
      "[ -v @ ]", "printf -v @ x", "read @", "sh -c 'let x=1+@'"})
  void refusesWhatNoQuotesMakeSafe(String script) {
    assertThatThrownBy(() -> filled(List.of("sh", "-c", script.replace('@', '\0')), "x"))
        .isInstanceOf(CommandQuoting.RefusedException.class)
        .hasMessageStartingWith("@ARG@: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh|-c|@", "ssh|host|@", "sh|-c|sh -c @"})
  void aValueThatIsAllOfAScriptIsKnown(String words) throws Exception {
    var quoted =
        CommandQuoting.of(List.of(words.replace('@', '\0').split("\\|")), List.of("@ARG@"));

    assertThat(quoted.scripts()).containsExactly(0);
  }

  @Test
  void theCommandsOfScriptsAreKnownWithTheirValuesNamed() throws Exception {
    var words = List.of("sh", "-c", "cd /tmp && python3 -c 'print(\"\0\")'; sh -c 'cat \0'");

    var inner = CommandQuoting.of(words, List.of("@ARG@", "@TASK@")).inner();

    assertThat(inner).containsExactly(
        List.of("cd", "/tmp"),
        List.of("python3", "-c", "print(\"@ARG@\")"),
        List.of("sh", "-c", "cat \0"),
        List.of("cat", "@TASK@"));
  }
}
