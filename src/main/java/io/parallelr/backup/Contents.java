package io.parallelr.backup;

import io.parallelr.store.Snapshot;
import tools.jackson.core.JsonGenerator;

/// What is in an archive, or was restored from one.
///
/// @param waiting how many of the jobs wait
/// @param running how many of the jobs have begun and not ended
/// @param templates of tasks
/// @param builds tasks that were made from templates
public record Contents(long jobs, long waiting, long running, long templates, long builds) {

  static Contents of(Snapshot.Counts counts) {
    return new Contents(
        counts.jobs(), counts.waiting(), counts.running(), counts.templates(), counts.builds());
  }

  /// Writes the fields of a JSON object.
  public void write(JsonGenerator json) {
    json.writeNumberProperty("jobs", jobs);
    json.writeNumberProperty("waiting", waiting);
    json.writeNumberProperty("running", running);
    json.writeNumberProperty("templates", templates);
    json.writeNumberProperty("builds", builds);
  }
}
