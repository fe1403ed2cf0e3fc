package io.parallelr.flowrun;

import io.parallelr.flow.Flow;
import io.parallelr.task.Secrets;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the secrets of flows: values of variables with telling names.
public final class FlowSecrets {
  private FlowSecrets() {}

  public static Secrets of(Flow flow) {
    return Secrets.of(
        flow.globals()
            .entrySet()
            .stream()
            .filter(global -> Secrets.isSecret(global.getKey()))
            .flatMap(
                global -> Stream.of(
                    flow.value(global.getKey()),
                    Optional.of(global.getValue().source())))
            .flatMap(Optional::stream)
            .toList());
  }
}
