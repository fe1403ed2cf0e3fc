package io.parallelr.flowhost;

import io.parallelr.flows.Flow;
import io.parallelr.flows.FlowDefinition;
import io.parallelr.flows.FlowEvent;
import io.parallelr.flows.Flows;
import io.parallelr.flows.Run;
import io.parallelr.flows.RunStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The flows of a server, as a module sees them: the server alone starts and ends them.
record ModuleFlows(FlowHost host) implements Flows {

  private static IllegalStateException refused(String method) {
    return new IllegalStateException(
        "%s is not for modules: the server starts and closes the flows".formatted(method));
  }

  @Override
  public Flow define(String name, Consumer<FlowDefinition> definition) {
    return host.define(name, definition);
  }

  @Override
  public void start() {
    throw refused("start()");
  }

  @Override
  public void run() {
    throw refused("run()");
  }

  @Override
  public List<String> names() {
    return host.names();
  }

  @Override
  public Optional<Flow> flow(String name) {
    return host.flow(name);
  }

  @Override
  public Optional<Run> find(String id) throws IOException {
    return host.find(id);
  }

  @Override
  public List<RunStatus> runs(int limit) throws IOException {
    return host.runs(limit);
  }

  @Override
  public Subscription listen(Consumer<FlowEvent> listener) {
    return host.listen(listener);
  }

  @Override
  public boolean drain(Duration limit) {
    throw refused("drain()");
  }

  @Override
  public void close() {
    throw refused("close()");
  }
}
