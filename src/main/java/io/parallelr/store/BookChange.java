package io.parallelr.store;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// What is changed in a [JobBook] together, and so one line of its file. For one thread.
///
/// @param added jobs as they came
/// @param jobs that are as follows now, by their numbers
/// @param steps that are as follows now
/// @param deleted numbers of jobs that are gone
/// @param settings values by their keys
record BookChange(
    Map<Long, StoredJob> added,
    Map<Long, StoredJob> jobs,
    Map<Place, StoredStep> steps,
    List<Long> deleted,
    Map<String, String> settings) {

  /// Where a step is.
  record Place(long job, int place) {}

  BookChange() {
    this(
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new ArrayList<>(),
        new LinkedHashMap<>());
  }

  void put(StoredStep step) {
    steps.put(new Place(step.job(), step.place()), step);
  }

  void write(JsonGenerator json) {
    objects(json, "new", List.copyOf(added.values()), job -> RowJson.writeNew(json, job));
    objects(json, "jobs", List.copyOf(jobs.values()), job -> RowJson.write(json, job));
    objects(json, "steps", List.copyOf(steps.values()), step -> RowJson.write(json, step));
    if (!deleted.isEmpty()) {
      json.writeArrayPropertyStart("deleted");
      deleted.forEach(json::writeNumber);
      json.writeEndArray();
    }
    if (!settings.isEmpty()) {
      Fields.write(json, "settings", settings);
    }
  }

  private static <T> void objects(
      JsonGenerator json,
      String name,
      List<T> values,
      Consumer<T> fields) {
    if (!values.isEmpty()) {
      JsonText.objects(json, name, values, fields);
    }
  }

  /// Reads a line.
  ///
  /// @param book what the lines before have led to
  static BookChange read(JsonObject json, JobBook book, SpecCache specs) throws IOException {
    var change = new BookChange();
    for (var object : json.objects("new")) {
      var job = RowJson.readNew(object, specs);
      change.added.put(job.seq(), job);
    }
    for (var object : json.objects("jobs")) {
      long seq = RowJson.seq(object);
      var before = change.added.containsKey(seq)
          ? change.added.get(seq)
          : book.job(seq).orElseThrow(() -> new IOException("there is no job " + seq));
      change.jobs.put(seq, RowJson.read(object, before));
    }
    for (var object : json.objects("steps")) {
      change.put(RowJson.readStep(object));
    }
    change.deleted.addAll(json.numbers("deleted"));
    change.settings.putAll(Fields.texts(json, "settings"));
    return change;
  }
}
