package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OriginTest {

  @Test
  void isFoundAgainInAnEnvironment() {
    var origin = new Origin("run-1", "/tasks/a=b c", 7, 2, 3);
    var environment = origin.variables(1)
        .entrySet()
        .stream()
        .map(v -> v.getKey() + "=" + v.getValue() + "\0")
        .collect(Collectors.joining("", "PATH=/bin\0ODD\0", "LAST=x\0"));

    assertThat(Origin.parse(environment)).contains(origin);
    assertThat(origin.marks()).allMatch(mark -> environment.contains("\0" + mark + "\0"));
  }

  @Test
  void otherProcessesHaveNone() {
    assertThat(Origin.parse("")).isEmpty();
    assertThat(Origin.parse("PATH=/bin\0")).isEmpty();
    assertThat(Origin.parse("PARALLELR_RUN_ID=x\0")).as("incomplete").isEmpty();
    assertThat(Origin.parse("X=PARALLELR_RUN_ID=x\0PARALLELR_SEQ=1\0")).isEmpty();
  }

  @Test
  void aStepOfAFlowLeavesWhatTheFlowCarries() {
    var step = new Origin(Origin.FLOW + "123", "0", 4, 1, 1);

    assertThat(step.variables(1)).containsOnlyKeys("PARALLELR_FLOW_ID", "PARALLELR_FLOW_STEP");
    assertThat(step.marks()).containsExactly("PARALLELR_FLOW_ID=tasker-123",
        "PARALLELR_FLOW_STEP=4");
  }
}
