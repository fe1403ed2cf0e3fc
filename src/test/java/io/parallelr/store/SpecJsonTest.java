package io.parallelr.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.parallelr.job.Gate;
import io.parallelr.job.JobSpec;
import io.parallelr.job.JobTerms;
import io.parallelr.job.OnFailure;
import io.parallelr.job.Setup;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.job.Work;
import io.parallelr.os.NativeText;
import io.parallelr.task.Ending;
import io.parallelr.task.Launch;
import io.parallelr.task.Retries;
import io.parallelr.task.Streams;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecJsonTest {
  private static final Work WORK = new Work.Items(List.of("a\nb", "\0 \udcfc ü 𝄞"));

  @Test
  void writesNothingThatIsAsUsual() {
    var spec = JobSpec.of("lane", List.of(StepSpec.of("a", new Work.Items(List.of("true")))));

    assertThat(new String(SpecJson.bytes(spec), UTF_8)).isEqualTo(
        "{\"lane\":\"lane\",\"steps\":[{\"name\":\"a\",\"work\":{\"items\":[\"true\"]}}]}");
  }

  @Test
  void readsWhatItHasWritten() throws Exception {
    var environment = new LinkedHashMap<String, String>();
    environment.put("Z", "\udcff");
    environment.put("A", "");
    var launch = new Launch(
        Optional.of(NativeText.path("/tmp/\udce4")),
        Streams.TOGETHER,
        Optional.of(new Ending(2, Duration.ofMillis(2500))),
        Set.of("SECRET", "OTHER"),
        true);
    var terms = new StepTerms(
        new Gate.Rule("x == 1", Gate.Effect.BLOCK),
        true,
        new Retries(3, Duration.ofNanos(1), Duration.ofDays(2)),
        Duration.ofSeconds(7));
    var steps = List.of(
        new StepSpec("a", List.of(), WORK, terms, new Setup(environment, launch)),
        StepSpec.of("b", new Work.Script("python3", "print()"), "a"),
        StepSpec.of("c", new Work.Inside("java"), "b", "a")
            .on(new StepTerms(new Gate.Disabled(), false, Retries.NONE, Duration.ofDays(1))),
        StepSpec.of("d", new Work.Unavailable("no kubectl")),
        StepSpec.of(
            "e",
            new Work.Make(
                List.of(
                    new Work.Entry.Directory("x/y"),
                    new Work.Entry.File("f", "text", true),
                    new Work.Entry.File("g", "", false)))),
        StepSpec.of("f", new Work.Items(List.of(), Map.of("job", "p"), "/bin/zsh")));
    var spec = new JobSpec(
        "läne",
        "part",
        steps,
        Optional.of(StepSpec.of("h", WORK)),
        new JobTerms(OnFailure.STOP_BRANCH, Duration.ofHours(1), 4));

    assertThat(SpecJson.spec(SpecJson.bytes(spec))).isEqualTo(spec);
    assertThat(List.copyOf(SpecJson.spec(SpecJson.bytes(spec))
        .steps()
        .getFirst()
        .setup()
        .environment()
        .keySet())).containsExactly("Z", "A");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"steps\":[]}",
      "{\"lane\":\"l\",\"steps\":[{\"name\":\"a\",\"work\":{}}]}",
      "{\"lane\":\"l\",\"steps\":[{\"name\":\"a\",\"work\":{\"dance\":1}}]}",
      "{\"lane\":\"l\",\"steps\":[{\"name\":\"a\",\"depends_on\":[\"b\"],\"work\":{\"inside\":\"x\"}}]}",
      "{\"lane\":\"l\",\"on_failure\":\"SHRUG\",\"steps\":[]}"})
  void refusesWhatIsNoSpec(String text) {
    assertThatIOException().isThrownBy(() -> SpecJson.spec(text.getBytes(UTF_8)));
  }
}
