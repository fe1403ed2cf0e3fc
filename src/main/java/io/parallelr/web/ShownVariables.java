package io.parallelr.web;

import io.parallelr.json.JsonValues;
import io.parallelr.store.JobRow;
import io.parallelr.task.Secrets;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The variables of a job, without the values of those whose names say that they are secret.
final class ShownVariables {
  private static final String SECRET = "***";

  private ShownVariables() {}

  static void write(JsonGenerator json, JobRow job) {
    json.writeName("variables");
    JsonValues.write(json, shown(job.head().variables()));
  }

  private static Map<String, @Nullable Object> shown(String variables) {
    try {
      var shown = new LinkedHashMap<String, @Nullable Object>();
      JsonValues.object(variables.isBlank() ? "{}" : variables)
          .forEach((name, value) -> shown.put(name, Secrets.isSecret(name) ? SECRET : value));
      return shown;
    } catch (IOException e) {
      throw new IllegalStateException("stored variables are not a JSON object", e);
    }
  }
}
