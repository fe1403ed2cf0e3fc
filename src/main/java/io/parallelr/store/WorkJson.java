package io.parallelr.store;

import io.parallelr.job.Work;
import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// What a step does, as the fields of a JSON object.
final class WorkJson {
  private static final String ITEMS = "items";
  private static final String VALUES = "values";
  private static final String SHELL = "shell";
  private static final String SCRIPT = "script";
  private static final String TYPE = "type";
  private static final String OUTPUTS = "outputs";
  private static final String VARIABLE = "variable";
  private static final String STEP = "step";
  private static final String PATH = "path";
  private static final String MAKE = "make";
  private static final String DIRECTORY = "directory";
  private static final String FILE = "file";
  private static final String CONTENT = "content";
  private static final String REPLACES = "replaces";
  private static final String INSIDE = "inside";
  private static final String UNAVAILABLE = "unavailable";

  private WorkJson() {}

  static void write(JsonGenerator json, Work work) {
    switch (work) {
      case Work.Items(var items, var values, var shell) -> {
        JsonText.strings(json, ITEMS, items);
        if (!values.isEmpty()) {
          Fields.write(json, VALUES, values);
        }
        if (!shell.equals(Work.Items.BASH)) {
          json.writeStringProperty(SHELL, shell);
        }
      }
      case Work.Script(var type, var text, var outputs) -> {
        json.writeStringProperty(TYPE, type);
        json.writeStringProperty(SCRIPT, text);
        if (!outputs.isEmpty()) {
          JsonText.objects(json, OUTPUTS, List.copyOf(outputs.entrySet()), output -> {
            json.writeStringProperty(VARIABLE, output.getKey());
            json.writeStringProperty(STEP, output.getValue().step());
            json.writeStringProperty(PATH, output.getValue().path());
          });
        }
      }
      case Work.Make(var entries) -> JsonText
          .objects(json, MAKE, entries, entry -> write(json, entry));
      case Work.Inside(var name) -> json.writeStringProperty(INSIDE, name);
      case Work.Unavailable(var reason) -> json.writeStringProperty(UNAVAILABLE, reason);
    }
  }

  private static void write(JsonGenerator json, Work.Entry entry) {
    switch (entry) {
      case Work.Entry.Directory(var path) -> json.writeStringProperty(DIRECTORY, path);
      case Work.Entry.File(var path, var content, var replaces) -> {
        json.writeStringProperty(FILE, path);
        json.writeStringProperty(CONTENT, content);
        json.writeBooleanProperty(REPLACES, replaces);
      }
    }
  }

  static Work read(JsonObject json) throws IOException {
    var kind = json.names()
        .stream()
        .filter(name -> !name.equals(TYPE))
        .findFirst()
        .orElseThrow(() -> new IOException("a step has no work"));
    return switch (kind) {
      case ITEMS -> new Work.Items(
          json.texts(ITEMS),
          Fields.texts(json, VALUES),
          json.text(SHELL).orElse(Work.Items.BASH));
      case SCRIPT -> new Work.Script(
          Fields.text(json, TYPE),
          Fields.text(json, SCRIPT),
          outputs(json));
      case MAKE -> new Work.Make(Fields.list(json, MAKE, WorkJson::entry));
      case INSIDE -> new Work.Inside(Fields.text(json, INSIDE));
      case UNAVAILABLE -> new Work.Unavailable(Fields.text(json, UNAVAILABLE));
      default -> throw new IOException("unknown work " + kind);
    };
  }

  private static Map<String, Work.OutputOf> outputs(JsonObject json) throws IOException {
    var outputs = new HashMap<String, Work.OutputOf>();
    for (var output : json.objects(OUTPUTS)) {
      outputs.put(
          Fields.text(output, VARIABLE),
          new Work.OutputOf(Fields.text(output, STEP), Fields.text(output, PATH)));
    }
    return outputs;
  }

  private static Work.Entry entry(JsonObject json) throws IOException {
    return json.text(FILE).isPresent()
        ? new Work.Entry.File(
            Fields.text(json, FILE),
            Fields.text(json, CONTENT),
            json.flag(REPLACES))
        : new Work.Entry.Directory(Fields.text(json, DIRECTORY));
  }
}
