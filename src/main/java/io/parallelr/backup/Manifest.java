package io.parallelr.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/// What an archive is: its first member.
///
/// @param version of the product that has written it
/// @param created when it was, and so how old what is in it may be
/// @param limits what it is limited to
record Manifest(String version, Instant created, ExportScope limits, Contents contents) {
  static final String NAME = "manifest.json";
  /// Raised when an older version could not read it any more.
  static final int FORMAT = 1;

  /// Reads one.
  ///
  /// @throws RefusedException if it is not one, or is of a newer format
  static Manifest parse(byte[] text) throws RefusedException {
    try {
      var json = JsonObject.parse(new String(text, UTF_8));
      long format = json.number("format").orElse(0L);
      var version = json.text("version").orElse("unknown");
      if (format > FORMAT) {
        throw new RefusedException(
            "it has the format %d of parallelr %s, and this one knows up to %d; use that parallelr"
                .formatted(format, version, FORMAT));
      }
      if (format < 1) {
        throw new RefusedException("its manifest has no format");
      }
      return new Manifest(
          version,
          Instant.parse(json.text("created").orElse("")),
          limits(json.object("limits").orElse(JsonObject.EMPTY)),
          contents(json.object("contents").orElse(JsonObject.EMPTY)));
    } catch (RefusedException e) {
      throw e;
    } catch (IOException | DateTimeException e) {
      throw new RefusedException("its manifest cannot be read (%s)".formatted(Reason.of(e)), e);
    }
  }

  private static ExportScope limits(JsonObject json) {
    return new ExportScope(
        json.text("since").map(Instant::parse),
        json.texts("pipelines"),
        json.flag("workspaces"));
  }

  private static Contents contents(JsonObject json) {
    return new Contents(
        json.number("jobs").orElse(0L),
        json.number("waiting").orElse(0L),
        json.number("running").orElse(0L),
        json.number("templates").orElse(0L),
        json.number("builds").orElse(0L));
  }

  byte[] text() {
    return JsonText.line(json -> {
      json.writeNumberProperty("format", FORMAT);
      json.writeStringProperty("product", "parallelr");
      json.writeStringProperty("version", version);
      json.writeStringProperty("created", created.toString());
      json.writeObjectPropertyStart("limits");
      JsonText.optional(json, "since", limits.since().map(Instant::toString));
      JsonText.strings(json, "pipelines", List.copyOf(limits.pipelines()));
      json.writeBooleanProperty("workspaces", limits.workspaces());
      json.writeEndObject();
      json.writeObjectPropertyStart("contents");
      contents.write(json);
      json.writeEndObject();
    });
  }
}
