package io.parallelr.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.journal.RunLabels;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunNamesTest {
  private static final String FIRST = "20260101T000000.000Z-1";
  private static final String SECOND = "20260102T000000.000Z-2";
  private static final String THIRD = "20260103T000000.000Z-3";

  @TempDir
  Path directory;

  @BeforeEach
  void makeRuns() throws IOException {
    make(FIRST, "nightly", "succeeded", Optional.empty());
    make(SECOND, "other", "failed", Optional.empty());
    make(THIRD, "other", "interrupted", Optional.of(SECOND));
  }

  @Test
  void findsByIdPrefixNameAndAge() throws IOException {
    assertThat(find(FIRST)).isEqualTo(FIRST);
    assertThat(find("20260102")).isEqualTo(SECOND);
    assertThat(find("nightly")).isEqualTo(FIRST);
    assertThat(find("last")).isEqualTo(THIRD);
    assertThat(find("last~2")).isEqualTo(FIRST);
    assertThat(find(directory.resolve(SECOND).toString())).isEqualTo(SECOND);
  }

  /// A run has the name of the one that it resumes, and stands for it.
  @Test
  void aNameMeansTheLatestOfAChain() throws IOException {
    assertThat(find("other")).isEqualTo(THIRD);
  }

  @Test
  void namesTheCandidatesOfWhatIsAmbiguous() throws IOException {
    make("20260104T000000.000Z-4", "nightly", "failed", Optional.empty());

    assertThatThrownBy(() -> find("nightly")).hasMessage(
        "run nightly is ambiguous: it may be 20260104T000000.000Z-4 (nightly), "
            + FIRST + " (nightly); give its id");
    assertThatThrownBy(() -> find("2026")).hasMessageContaining("run 2026 is ambiguous");
  }

  @Test
  void namesTheNewestWhereNoneIsFound() {
    assertThatThrownBy(() -> find("nighty")).hasMessageContaining("run nighty not found in ")
        .hasMessageContaining("the newest are " + THIRD + " (other), ");
    assertThatThrownBy(() -> find("last~3")).hasMessageContaining("there are only 3 runs in ");
  }

  /// In the directory of a run, `.` is the run.
  @Test
  void aPathIsTakenAgainstTheCurrentDirectoryAlone() throws IOException {
    var here = directory.resolve(SECOND);
    var names = new RunNames(new Runs(directory), here);

    assertThat(names.find(".").id()).isEqualTo(SECOND);
    assertThat(names.find("../" + FIRST).id()).isEqualTo(FIRST);
    assertThat(names.find(FIRST).id()).isEqualTo(FIRST);
    assertThatThrownBy(() -> names.find("./" + FIRST))
        .hasMessage("directory ./" + FIRST + " does not exist; parallelr runs lists the runs");
    assertThatThrownBy(() -> names.find("./summary.json")).hasMessageContaining(
        "./summary.json is not a directory");
  }

  @Test
  void tellsHowARunEnded() {
    assertThat(new Runs(directory).all())
        .extracting(run -> new Runs(directory).overview(run).orElseThrow().state())
        .containsExactly(RunState.INTERRUPTED, RunState.FAILED, RunState.SUCCEEDED);
  }

  /// Without a summary and a lock its supervisor is dead.
  @Test
  void aRunThatDiedIsCutOff() throws IOException {
    Files.delete(directory.resolve(FIRST).resolve("summary.json"));

    var run = new Runs(directory).overview(new Runs(directory).all().getLast()).orElseThrow();

    assertThat(run.state()).isEqualTo(RunState.CUT_OFF);
    assertThat(run.labels().name()).contains("nightly");
  }

  @Test
  void cleansWhatNoUnfinishedRunNeeds() throws IOException {
    var cleaning = new Cleaning(new Runs(directory));

    var plan = cleaning.plan(new Cleaning.Rule(Optional.empty(), 1, Set.of(RunState.values())));

    assertThat(plan.doomed()).extracting(RunOverview::id).containsExactly(FIRST);
    assertThat(plan.spared()).extracting(s -> s.run().id()).containsExactly(SECOND);
    assertThat(cleaning.delete(plan.doomed().getFirst())).isEmpty();
    assertThat(directory.resolve(FIRST)).doesNotExist();
    assertThat(directory.resolve(SECOND)).isDirectory();
  }

  @Test
  void deletesAChainAsAWhole() {
    var plan = new Cleaning(new Runs(directory))
        .plan(new Cleaning.Rule(Optional.empty(), 0, Set.of(RunState.values())));

    assertThat(plan.doomed()).extracting(RunOverview::id).containsExactly(THIRD, SECOND, FIRST);
  }

  private String find(String text) throws IOException {
    return new RunNames(new Runs(directory), directory).find(text).id();
  }

  private void make(String id, String name, String state, Optional<String> continues)
      throws IOException {
    var run = Files.createDirectory(directory.resolve(id));
    var labels = new RunLabels(Optional.of(name), Map.of());
    Files.writeString(run.resolve("request.json"), JsonText.object(labels::write));
    Files.writeString(run.resolve("summary.json"), JsonText.object(json -> {
      labels.write(json);
      json.writeStringProperty("end", state.equals("interrupted") ? state : "completed");
      json.writeNumberProperty("exit_status", state.equals("succeeded") ? 0 : 1);
      JsonText.optional(json, "continues", continues.map(c -> directory.resolve(c).toString()));
    }));
  }
}
