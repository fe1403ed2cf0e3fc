package io.parallelr.autoexec;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.autoexec.TaskRequest.Order;
import io.parallelr.autoexec.TaskRequest.Origin;
import io.parallelr.job.JobTerms;
import io.parallelr.json.JsonValues;
import io.parallelr.yaml.YamlWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestJsonTest {
  private static TaskRequest task(Origin origin, Order order, Map<String, String> environment) {
    var first = new TaskRequest.Step(
        "a", "", Duration.ofNanos(1), false, List.of(), Map.of(), "sh", "echo 'it is s3cret-1'",
        "", "", 0, Duration.ZERO);
    var second = new TaskRequest.Step(
        "b", "text: #", Duration.ofSeconds(90), true, List.of("a"), environment, "python3",
        "print('''\n\t- x: [\n''')\n\n", "block", "1 == 2", 5, Duration.ofMillis(20));
    return new TaskRequest(
        "n~1.2", "~", origin, order, "yes", true, Duration.ofHours(1), environment,
        List.of(first, second), Optional.of(Instant.parse("2030-01-31T12:00:00.5Z")), true, 7);
  }

  @ParameterizedTest
  @CsvSource({"AUTOEXECFLOW, SERIAL", "AUTOEXECFLOW, DAG", "OSREAPI, DAG", "OSREAPI, STRATEGY"})
  void whatIsStoredIsAllOfTheTask(Origin origin, Order order) throws Exception {
    var task =
        task(origin, order, Map.of("API_TOKEN", "s3cret-1", "E", "", "Q", "\"\\\n\u0001\u6d4b"));

    assertThat(DecodedTask.json(RequestJson.stored(task))).isEqualTo(task);
  }

  /// Texts that would be something else in YAML stay texts.
  @Test
  void whatIsDumpedIsTheSameTaskAgain() throws Exception {
    var task = task(Origin.AUTOEXECFLOW, Order.DAG,
        Map.of("A", "true", "B", "~", "C", "0x1F", "D", " x ", "E", "a: b # c", "F",
            "\u0085\u2028\ufeff"));

    assertThat(DecodedTask.yaml(YamlWriter.text(RequestJson.shown(task)))).isEqualTo(task);
  }

  @Test
  void secretsAreNotShownWhereverTheyAre() {
    var shown = JsonValues.text(
        RequestJson.shown(task(Origin.AUTOEXECFLOW, Order.DAG, Map.of("API_TOKEN", "s3cret-1"))));

    assertThat(shown).doesNotContain("s3cret-1").contains("API_TOKEN", "it is ");
  }

  @Test
  void whatHasNoEffectIsLeftOut() {
    var step = new TaskRequest.Step(
        "a", "", Duration.ofHours(1), false, List.of(), Map.of(), "sh", "true", "", "", 0,
        Duration.ZERO);
    var task = new TaskRequest(
        "n", "", Origin.AUTOEXECFLOW, Order.SERIAL, "", false, Duration.ofHours(1), Map.of(),
        List.of(step), Optional.empty(), false, JobTerms.UNLIMITED);

    assertThat(RequestJson.stored(task)).isEqualTo(
        "{\"name\":\"n\",\"timeout\":\"1h0m0s\",\"step\":[{\"name\":\"a\",\"timeout\":\"1h0m0s\",\"type\":\"sh\",\"content\":\"true\"}]}");
  }
}
