package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.flowhost.Placeholders.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
  private static List<Part> parse(String text) throws Placeholders.UnknownNameException {
    return Placeholders.parse(
        text,
        (name, path) -> name.equals("step 1") || name.equals("a:b")
            || (name.equals("n") && path.isEmpty()));
  }

  @Test
  void findsNamesAndPaths() throws Exception {
    assertThat(parse("x @n@@n@ y @step 1:a.b@@step 1@ @a:b@@a:b:c@"))
        .containsExactly(new Part.Literal("x "), new Part.Named("n", ""),
            new Part.Named("n", ""), new Part.Literal(" y "), new Part.Named("step 1", "a.b"),
            new Part.Named("step 1", ""), new Part.Literal(" "), new Part.Named("a:b", ""),
            new Part.Named("a:b", "c"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', textBlock = """
      me@example.com and you@example.org; me@example.com and you@example.org
      a@unknown@b; a@unknown@b
      one @ two @ three; one @ two @ three
      @@n@@; @n@
      @@@@; @@
      @; @
      "${a[@]}" "$@"; "${a[@]}" "$@"
      """)
  void leavesOtherSignsAlone(String text, String literal) throws Exception {
    assertThat(parse(text)).containsExactly(new Part.Literal(literal));
  }

  @Test
  void anEmptyTextHasNoParts() throws Exception {
    assertThat(parse("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"@m@", "echo @m@", "@n:path@", "@m:a.b@"})
  void anUnknownNameIsAFault(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(Placeholders.UnknownNameException.class)
        .hasMessage(text.replace("echo ", ""));
  }
}
