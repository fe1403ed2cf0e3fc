package io.parallelr.prunner;

import io.parallelr.task.Secrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what must not be shown in the texts of definitions: the values of variables whose names
/// say that they are secret.
final class DefinedSecrets {
  private final List<String> values = new ArrayList<>();

  private DefinedSecrets() {}

  /// The secrets of some pipelines.
  static Secrets of(Collection<Pipeline> pipelines) {
    var found = new DefinedSecrets();
    pipelines.forEach(found::add);
    return Secrets.of(found.values);
  }

  private void add(Pipeline pipeline) {
    add(pipeline.rules().environment());
    pipeline.tasks().forEach(task -> add(task.environment()));
    pipeline.onError().ifPresent(handler -> add(handler.environment()));
    pipeline.schedules().forEach(schedule -> add(schedule.variables()));
    pipeline.variables()
        .ifPresent(
            schema -> schema.rules()
                .forEach(
                    rule -> rule.defaultValue().ifPresent(value -> add(rule.name(), value))));
  }

  private void add(Map<String, ? extends @Nullable Object> variables) {
    variables.forEach(this::add);
  }

  private void add(String name, @Nullable Object value) {
    if (value != null && Secrets.isSecret(name)) {
      values.add(value.toString());
    }
  }
}
