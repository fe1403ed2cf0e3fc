package io.parallelr.cli;

import io.parallelr.flowhost.FlowHost;
import io.parallelr.flows.FlowBusyException;
import io.parallelr.flows.FlowException;
import io.parallelr.json.JsonValues;
import io.parallelr.prunner.OtherJobs;
import io.parallelr.prunner.Scheduling;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Flows, which are started by their names as pipelines are. For any threads.
///
/// @param flows of the server
record FlowJobs(FlowHost flows) implements OtherJobs {
  private static final String DIALECT = "flow";

  @Override
  public boolean isOf(String dialect) {
    return dialect.equals(DIALECT);
  }

  @Override
  public Optional<Scheduling.Answer> schedule(Scheduling.Wish wish) {
    if (flows.flow(wish.pipeline()).isEmpty()) {
      return Optional.empty();
    }
    if (!wish.partition().isEmpty()) {
      return invalid("flow %s: a flow has no partitions".formatted(wish.pipeline()));
    }
    for (var variable : wish.variables().entrySet()) {
      if (variable.getValue() == null) {
        return invalid("parameter %s is null".formatted(variable.getKey()));
      }
    }
    try {
      return flows.start(wish.pipeline(), texts(wish.variables()), wish.user())
          .map(run -> new Scheduling.Answer.Accepted(run.id()));
    } catch (FlowBusyException e) {
      return Optional.of(new Scheduling.Answer.Refused(String.valueOf(e.getMessage())));
    } catch (FlowException e) {
      return invalid(String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return Optional.of(new Scheduling.Answer.Closing());
    } catch (IOException e) {
      return Optional.of(new Scheduling.Answer.NotStored(Reason.withPath(e), false));
    }
  }

  private static Optional<Scheduling.Answer> invalid(String line) {
    return Optional.of(new Scheduling.Answer.Invalid(List.of(line)));
  }

  /// Texts are what they are, other values are as in JSON.
  private static Map<String, String> texts(Map<String, @Nullable Object> variables) {
    var texts = new LinkedHashMap<String, String>();
    variables.forEach(
        (name, value) -> texts.put(
            name, value instanceof String text ? text : JsonValues.text(value)));
    return texts;
  }
}
