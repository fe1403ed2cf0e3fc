package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of RFC 4180, section 2, by their numbers.
class CsvTest {
  @TempDir
  Path directory;

  @Test
  void recordsEndWithLineBreaksTheLastOneMayNot() throws Exception { // 1, 2
    assertThat(read("aaa,bbb\r\nzzz,yyy\r\n")).isEqualTo(read("aaa,bbb\r\nzzz,yyy"))
        .isEqualTo(read("aaa,bbb\nzzz,yyy"))
        .containsExactly(List.of("aaa", "bbb"), List.of("zzz", "yyy"));
  }

  @Test
  void aHeaderNamesTheColumns() throws Exception { // 3
    var file = file("host,port no\r\nweb,80\r\n", Separator.CSV, true);

    assertThat(file.columns()).containsExactly("host", "port no");
    assertThat(file.lines())
        .containsExactly(new ArgumentsFile.Line(2, List.of("web", "80")));
  }

  @Test
  void blanksArePartOfAFieldAndEmptyFieldsAreKept() throws Exception { // 4
    assertThat(read(" a ,, #b\n,,\n#c,,\n")).containsExactly(
        List.of(" a ", "", " #b"),
        List.of("", "", ""),
        List.of("#c", "", ""));
  }

  @Test
  void fieldsMayBeQuotedAndHaveAnyCharactersThen() throws Exception { // 5, 6, 7
    assertThat(read("\"aaa\",\"b \r\nbb\",\"c,\"\"c\"\"\"\r\nz\"z,\"\",\"\"\"\"\n"))
        .containsExactly(
            List.of("aaa", "b \r\nbb", "c,\"c\""),
            List.of("z\"z", "", "\""));
  }

  @Test
  void anEmptyFileHasNoNamesOfColumns() {
    for (var text : List.of("", "\n\n")) {
      assertThatThrownBy(() -> file(text, Separator.CSV, true)).hasMessage(
          directory.resolve("list")
              + ": has no line with the names of the columns, which --header takes from its first one");
    }
  }

  @Test
  void linesAreCountedThoughRecordsHaveSeveral() throws Exception {
    assertThat(file("\"a\nb\",c\n\nd,e\n", Separator.CSV, false).lines())
        .extracting(ArgumentsFile.Line::number)
        .containsExactly(1, 4);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
      x,y\\n"a,b\\n      | :2: a quotation mark is not closed
      x,y\\n"a"b,c\\n    | :2: text follows a closing quotation mark; write "" for one in a field
      """)
  void whatIsMalformedIsNamedWithItsLine(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n"))).hasMessageEndingWith(message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      a,a     | two columns are called 'a'
      a,ARG_1 | column 'ARG_1' cannot be a placeholder
      a@b,c   | column 'a@b' cannot be a placeholder
      a,      | a column has no name
      """)
  void namesOfColumnsMustBeUsable(String header, String message) {
    assertThatThrownBy(() -> file(header + "\n1,2\n", Separator.CSV, true)).hasMessage(
        directory.resolve("list") + ":1: " + message + "; rename it, or leave out --header");
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    var random = new Random(5);
    for (var separator : List.of(Separator.CSV, Separator.TSV)) {
      for (int i = 0; i < 300; i++) {
        var records = Stream.generate(
            () -> Stream.generate(() -> field(random)).limit(3).toList())
            .limit(4)
            .toList();
        var end = random.nextBoolean() ? "\n" : "\r\n";
        var text = records.stream()
            .map(record -> record.stream()
                .map(field -> quoted(field, random))
                .collect(Collectors.joining("" + separator.character())) + end)
            .collect(Collectors.joining());

        assertThat(file(text, separator, false).lines()).as(text)
            .extracting(ArgumentsFile.Line::arguments)
            .isEqualTo(records);
      }
    }
  }

  private static String field(Random random) {
    return Stream.generate(() -> List.of("a", "\"", ",", "\t", "\n", "\r\n", " ", "é", "#")
        .get(random.nextInt(9))).limit(random.nextInt(5)).collect(Collectors.joining());
  }

  private static String quoted(String field, Random random) {
    boolean mustBe = field.chars().anyMatch(c -> "\",\t\n\r".indexOf(c) >= 0);
    return mustBe || random.nextBoolean() ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }

  private List<List<String>> read(String text) throws Exception {
    return file(text, Separator.CSV, false).lines()
        .stream()
        .map(ArgumentsFile.Line::arguments)
        .toList();
  }

  private ArgumentsFile file(String text, Separator separator, boolean hasHeader)
      throws InputException, IOException {
    return ArgumentsFile.read(
        Files.writeString(directory.resolve("list"), text),
        new ArgumentsFile.Form(Optional.of(separator), false, hasHeader),
        new ListFiles());
  }
}
