package io.parallelr.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskFilesTest {
  @TempDir
  Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.createDirectories(directory.resolve("d/below"));
    for (var name : List.of("b.sh", "a.SH", "c.txt", ".hidden.sh", "d/e.sh", "d/below/f.sh",
        "x*y")) {
      Files.createFile(directory.resolve(name));
    }
    Files.createSymbolicLink(directory.resolve("link.sh"), directory.resolve("b.sh"));
    Files.createSymbolicLink(directory.resolve("dangling.sh"), directory.resolve("gone"));
  }

  @Test
  void aDirectoryStandsForItsFilesInOrder() throws InputException {
    assertThat(find(List.of(), ".")).containsExactly("a.SH", "b.sh", "c.txt", "link.sh", "x*y");
  }

  @Test
  void extensionsFilterWhateverTheirCaseAndDot() throws InputException {
    assertThat(find(List.of(".sh"), ".")).containsExactly("a.SH", "b.sh", "link.sh");
    assertThat(find(List.of("TXT", "csv"), ".")).containsExactly("c.txt");
  }

  @Test
  void sourcesAreTakenTogetherEachFileOnce() throws InputException {
    assertThat(find(List.of(), "d", "b.sh", "./b.sh", "d/e.sh")).containsExactly("b.sh", "d/e.sh");
  }

  @Test
  void globsAreExpanded() throws InputException {
    assertThat(find(List.of(), "*.sh")).containsExactly("b.sh", "link.sh");
    assertThat(find(List.of(), "[ab].*")).containsExactly("a.SH", "b.sh");
    assertThat(find(List.of(), "d/**.sh")).containsExactly("d/below/f.sh", "d/e.sh");
    assertThat(find(List.of(), "{b.sh,c.txt}")).containsExactly("b.sh", "c.txt");
    assertThat(find(List.of(), directory + "/?.txt")).containsExactly("c.txt");
    assertThat(find(List.of(), "*.none")).isEmpty();
  }

  @Test
  void anyDepthIncludesNoneAndLeavesHiddenDirectoriesOut() throws Exception {
    Files.createDirectories(directory.resolve(".git/hooks"));
    Files.createFile(directory.resolve(".git/hooks/h.sh"));

    assertThat(find(List.of(), "**/*.sh"))
        .containsExactly("b.sh", "d/below/f.sh", "d/e.sh", "link.sh");
    assertThat(find(List.of(), "*/h.sh", "*/e.sh")).containsExactly("d/e.sh");
    assertThat(find(List.of(), ".git/**/h.sh", ".g*/*/h.sh")).containsExactly(".git/hooks/h.sh");
  }

  @Test
  void linksThatLeadInCirclesAreNotFollowedAtAnyDepth() throws Exception {
    Files.createSymbolicLink(directory.resolve("d/loop"), directory);

    assertThat(find(List.of(), "d/**/*.sh")).containsExactly("d/below/f.sh", "d/e.sh");
    assertThat(find(List.of(), "d/**/*")).containsExactly("d/below/f.sh", "d/e.sh");
    assertThat(find(List.of(), "**/*/e.sh")).containsExactly("d/e.sh");
    assertThat(find(List.of(), "d/loop/*.txt")).containsExactly("d/loop/c.txt");
  }

  @Test
  void nothingIsBelowAFile() throws Exception {
    assertThat(find(List.of(), "b.*/**", "b.*/*", "link.*/**")).isEmpty();
  }

  @Test
  void aDirectoryThatAGlobMatchesStandsForItsFiles() throws Exception {
    assertThat(find(List.of(), "?")).containsExactly("d/e.sh");
    assertThat(find(List.of(), "{d/below,b.sh}")).containsExactly("b.sh", "d/below/f.sh");
  }

  @Test
  void aPathGoesBackAsTheKernelDoes() throws Exception {
    Files.createSymbolicLink(directory.resolve("far"), directory.resolve("d/below"));

    assertThat(find(List.of(), "far/../e.sh")).containsExactly("d/e.sh");
    assertThat(find(List.of(), "far/..")).containsExactly("d/e.sh");
    assertThat(find(List.of(), "far/../*.sh", "d/*/../e.sh")).containsExactly("d/e.sh");
  }

  @Test
  void anEmptyPathIsAMistake() {
    assertThatThrownBy(() -> find(List.of(), "")).hasMessageContaining("empty path");
  }

  @Test
  void namesMayHaveAnyBytes() throws Exception {
    var name = "\udce9t\udce9.sh"; // Latin-1
    Files.createFile(NativeText.resolve(directory, "d/" + name));
    var expected = NativeText.resolve(directory, "d/" + name);

    for (var source : List.of("d", "d/*.sh", "d/**", "d/" + name)) {
      assertThat(new TaskFiles(List.of("sh"), directory).find(List.of(source)))
          .as(source)
          .contains(expected);
    }
  }

  @Test
  void anExtensionMayHaveDots() throws Exception {
    Files.createFile(directory.resolve("x.tar.gz"));

    assertThat(find(List.of("tar.gz"), ".")).containsExactly("x.tar.gz");
  }

  @Test
  void aFileWithAStarInItsNameIsNoGlob() throws InputException {
    assertThat(find(List.of(), "x*y")).containsExactly("x*y");
  }

  @Test
  void directoriesInDirectoriesAreReadIfAskedForButNoHiddenOnesAndNoLinks() throws Exception {
    Files.createDirectories(directory.resolve("d/.git"));
    Files.createFile(directory.resolve("d/.git/h.sh"));
    Files.createSymbolicLink(directory.resolve("d/loop"), directory);
    var form = new TaskFiles.Form(true, false, new ListFiles());

    assertThat(new TaskFiles(List.of(), directory, form).find(List.of("d")))
        .containsExactly(directory.resolve("d/below/f.sh"), directory.resolve("d/e.sh"));
  }

  @Test
  void aListHasAPathOnEachLine() throws Exception {
    Files.createFile(directory.resolve("# odd "));
    Files.writeString(directory.resolve("list"), "d/e.sh\n\n# odd \nb.sh\nd/below");

    assertThat(find(List.of(), "@list")).containsExactly("# odd ", "b.sh", "d/below/f.sh",
        "d/e.sh");
    assertThat(find(List.of("sh"), "@list")).doesNotContain("# odd ");
  }

  @Test
  void aListMayHaveTheLineEndsOfWindows() throws Exception {
    Files.createFile(directory.resolve("odd\r"));
    Files.writeString(directory.resolve("list"), "b.sh\r\n\r\nodd\r\n");

    assertThat(find(List.of(), "@list")).containsExactly("b.sh", "odd\r");
  }

  @Test
  void aListMayHavePathsWithLineBreaks() throws Exception {
    Files.createFile(directory.resolve("a\nb"));
    Files.writeString(directory.resolve("list"), "a\nb\0b.sh\0");
    var form = new TaskFiles.Form(false, true, new ListFiles());

    assertThat(new TaskFiles(List.of(), directory, form).find(List.of("@list")))
        .containsExactly(directory.resolve("a\nb"), directory.resolve("b.sh"));
    Files.writeString(directory.resolve("list"), "b.sh\0c.txt\0");
    assertThatThrownBy(() -> find(List.of(), "@list"))
        .hasMessage(directory + "/list:1: a path cannot contain a NUL character; add -0");
  }

  @Test
  void whatAListNamesMustBeThere() throws Exception {
    Files.writeString(directory.resolve("list"), "b.sh\nnowhere\n");

    assertThatThrownBy(() -> find(List.of(), "@list"))
        .hasMessage(directory + "/list:2: nowhere not found");
    assertThatThrownBy(() -> find(List.of(), "@none")).hasMessageEndingWith("/none not found");
  }

  @Test
  void whatIsMissingIsSaidSo() {
    assertThatThrownBy(() -> find(List.of(), "nowhere"))
        .hasMessageStartingWith("nowhere not found");
    assertThatThrownBy(() -> find(List.of(), "nowhere/*.sh"))
        .hasMessageStartingWith("nowhere/*.sh: ")
        .hasMessageEndingWith("nowhere not found");
    assertThatThrownBy(() -> find(List.of(), "a[")).hasMessageContaining("is not a valid glob");
    assertThatThrownBy(() -> find(List.of(), "/dev/null")).hasMessageContaining("neither");
  }

  private List<String> find(List<String> extensions, String... sources) throws InputException {
    return new TaskFiles(extensions, directory).find(List.of(sources))
        .stream()
        .map(file -> directory.relativize(file).toString())
        .toList();
  }
}
