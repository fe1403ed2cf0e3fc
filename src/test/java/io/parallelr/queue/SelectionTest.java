package io.parallelr.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {
  private static final Selection SELECTION = new Selection(
      "*.tmp *.part *.partial *.filepart *.crdownload *.!ut *.swp *~ .~lock*, upload?-*.dat",
      name -> !name.endsWith(".md"));

  @ParameterizedTest
  @ValueSource(strings = {"a.tmp", "A.TMP", "d.Part", "a.csv.part", "a.partial", "a.filepart",
      "a.crdownload",
      "film.!ut", ".a.sh.swp", "a~", ".~lock.a.ods#", "upload1-x.dat", "upload2-.dat", ".a"})
  void unfinishedFilesAreNoTasks(String name) {
    assertThat(SELECTION.isTask(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.sh", "tmp", "a.tmp.sh", "part", "upload-1.dat", "upload12-x.dat",
      "upload1-x.data", "~a", "!ut"})
  void othersAre(String name) {
    assertThat(SELECTION.isTask(name)).isTrue();
  }

  @Test
  void saysWhyNot() {
    assertThat(SELECTION.whyNot("a.part")).contains("the name of an unfinished file, *.part");
    assertThat(SELECTION.whyNot(".a")).contains("hidden");
    assertThat(SELECTION.whyNot("a.md")).contains("not one of the extensions asked for");
  }

  @Test
  void noneLeavesOutHiddenFilesAlone() {
    var all = new Selection("none", _ -> true);

    assertThat(all.isTask("a.tmp")).isTrue();
    assertThat(all.isTask("none")).isTrue();
    assertThat(all.isTask(".a")).isFalse();
  }
}
