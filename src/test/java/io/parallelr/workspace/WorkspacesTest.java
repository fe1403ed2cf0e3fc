package io.parallelr.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkspacesTest {
  @TempDir
  Path directory;

  private Path root() {
    return directory.resolve("workspace");
  }

  private Workspaces workspaces() {
    return new Workspaces(root(), Long.MAX_VALUE);
  }

  @Test
  void eachNameIsOneDirectoryOfItsOwn() {
    var names = List.of(
        ".", "..", "...", "a", "a/b", "a%2Fb", "a%b", "../a", "/a", " a", "a ", "a\0b", "a\nb", "ä",
        "", "x".repeat(10_000), "x".repeat(10_001), "ä".repeat(170), ".new");
    var places = new HashSet<Path>();

    for (var name : names) {
      var place = workspaces().directory(name);
      assertThat(places.add(place)).as(name).isTrue();
      assertThat(place.normalize()).as(name).isEqualTo(place);
      assertThat(place.getParent()).as(name).isEqualTo(root());
      assertThat(place.getFileName().toString().length()).isBetween(1, 200);
      assertThat(place.getFileName().toString()).doesNotStartWith(".");
    }
  }

  @Test
  void isForThisUserAlone() throws Exception {
    workspaces().create("task");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root())))
        .isEqualTo("rwx------");
  }

  @Test
  void beginsEmpty() throws Exception {
    workspaces().create("task");
    workspaces().of("task").write("a/b", new ByteArrayInputStream(new byte[3]), true);

    workspaces().create("task");

    assertThat(workspaces().directory("task")).isEmptyDirectory();
  }

  @Test
  void deletesAllOfOne() throws Exception {
    for (var name : List.of("one", "two")) {
      workspaces().create(name);
      workspaces().of(name).write("a/b", new ByteArrayInputStream(new byte[3]), true);
    }

    workspaces().delete("one");
    workspaces().delete("one");

    assertThat(workspaces().directory("one")).doesNotExist();
    assertThat(workspaces().directory("two").resolve("a/b")).hasSize(3);
  }

  @Test
  void tidiesUpAfterAServerThatWasKilled() throws Exception {
    workspaces().tidy();
    workspaces().create("task");
    Files.createDirectories(root().resolve(".deleted-1/a/b"));

    workspaces().tidy();

    try (var left = Files.list(root())) {
      assertThat(left).containsExactly(workspaces().directory("task"));
    }
  }

  /// Each of them alone would be within the quota.
  @Test
  void writersAtOnceKeepTheQuotaTogether() throws Exception {
    var limited = new Workspaces(directory.resolve("limited"), 10);
    limited.create("w");
    var first = new ByteArrayInputStream(new byte[6]) {
      @Override
      public int read(byte[] bytes) throws IOException { // another begins and ends meanwhile
        limited.of("w").write("second", new ByteArrayInputStream(new byte[6]), true);
        return super.read(bytes);
      }
    };
    assertThatThrownBy(() -> limited.of("w").write("first", first, true))
        .isInstanceOf(QuotaException.class);
    assertThat(limited.directory("w").resolve("second")).hasSize(6);
    assertThat(limited.directory("w").resolve("first")).doesNotExist();
  }
}
