package io.parallelr.flowrun;

import io.parallelr.flowfile.Flow;
import io.parallelr.task.Secrets;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the secrets of a flow: the values of variables whose names mark them as secret.
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
