package io.parallelr.flowhost;

import io.parallelr.flows.Flow;
import io.parallelr.flows.FlowDefinition;
import io.parallelr.flows.Flows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// Flows that are open, and the directory that they work in.
final class FlowsTrial {
  final Path directory;
  final Flows flows;

  FlowsTrial(Path directory) throws Exception {
    this.directory = directory;
    flows = Flows.open(
        Flows.Settings.of(directory.resolve("state"))
            .withSlots(8)
            .withGrace(Duration.ofMillis(500))
            .withWorkingDirectory(directory));
  }

  Flow started(String name, Consumer<FlowDefinition> definition) throws Exception {
    var flow = flows.define(name, definition);
    flows.start();
    return flow;
  }

  Path file(String name) {
    return directory.resolve(name);
  }
}
