package io.parallelr.flow;

import io.parallelr.flowfile.Flow;
import io.parallelr.flowfile.Step;
import io.parallelr.flowfile.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds the hosts that must be available before a flow is run.
///
/// @param defaultType for tasks without `exec`
public record RemoteHosts(DefaultType defaultType, ExecutionTypes types) {

  /// The hosts of a flow, with the execution types that are used on them. Names that depend on the
  /// output of a task are left out.
  public Map<String, List<String>> of(Flow flow) {
    var hosts = new TreeMap<String, List<String>>();
    for (var step : flow.steps().values()) {
      if (step.body() instanceof Step.Command command) {
        add(command, flow.globals(), hosts);
      }
    }
    return hosts;
  }

  private void add(
      Step.Command command,
      Map<String, Text> globals,
      Map<String, List<String>> hosts) {
    var host = command.hostname().known(globals);
    var exec = command.exec().known(globals);
    if (!host.variables().isEmpty() || !exec.variables().isEmpty()) {
      return; // they are known when the task is run
    }
    var name = command.exec().isEmpty() ? defaultType.on(host.source()) : exec.source().strip();
    var type = types.named(name).filter(ExecutionType::needsHost);
    if (type.isPresent()) {
      var used = hosts.computeIfAbsent(host.source(), _ -> new ArrayList<>());
      if (!used.contains(type.get().name())) {
        used.add(type.get().name());
      }
    }
  }
}
