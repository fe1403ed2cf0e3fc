package io.parallelr.serve;

import io.parallelr.job.Work;
import io.parallelr.json.JsonValues;
import io.parallelr.store.JobHead;
import io.parallelr.task.Reason;
import io.parallelr.template.Template;
import io.parallelr.template.TemplateException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The items of a step as they are run: its templates with the values of the job in them.
///
/// @param texts those before the first that cannot be rendered
/// @param problem why that cannot be, as a sentence without its full stop; empty if all can
record ItemTexts(List<String> texts, Optional<String> problem) {
  private static final String JOB_ID = "__jobID";

  ItemTexts {
    texts = List.copyOf(texts);
  }

  /// Renders them.
  ///
  /// @param more values that hold before all others
  /// @param rendersValues whether values that are strings are templates as well
  static ItemTexts of(
      String job,
      JobHead head,
      Work.Items items,
      Map<String, ?> more,
      boolean rendersValues) {
    Map<String, @Nullable Object> values;
    try {
      values = values(job, head, items);
    } catch (IOException e) {
      return new ItemTexts(List.of(), Optional.of("variables: " + Reason.of(e)));
    }
    if (rendersValues) {
      try {
        values = rendered(values);
      } catch (TemplateException e) {
        return new ItemTexts(List.of(), Optional.of("the value of a variable: " + e.getMessage()));
      }
    }
    values.putAll(more); // what was printed is never taken for a template
    return render(items.items(), values);
  }

  private static ItemTexts render(List<String> items, Map<String, @Nullable Object> values) {
    var texts = new ArrayList<String>();
    for (var item : items) {
      try {
        texts.add(Template.parse(item).render(values));
      } catch (TemplateException e) {
        return new ItemTexts(
            texts,
            Optional.of("script item %d: %s".formatted(texts.size() + 1, e.getMessage())));
      }
    }
    return new ItemTexts(texts, Optional.empty());
  }

  private static Map<String, @Nullable Object> values(
      String job,
      JobHead head,
      Work.Items items)
      throws IOException {
    var values = new LinkedHashMap<String, @Nullable Object>(items.values());
    values.putAll(JsonValues.object(head.variables()));
    values.put(JOB_ID, job);
    return values;
  }

  private static Map<String, @Nullable Object> rendered(Map<String, @Nullable Object> values)
      throws TemplateException {
    var rendered = new LinkedHashMap<>(values);
    for (var entry : values.entrySet()) {
      if (entry.getValue() instanceof String text && text.contains("{{")) {
        rendered.put(entry.getKey(), Template.parse(text).render(values));
      }
    }
    return rendered;
  }
}
