package io.parallelr.client;

import io.parallelr.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A job, as the server describes it.
record JobView(JsonObject json) {

  /// One of its steps.
  record Step(JsonObject json) {
    String name() {
      return json.text("name").orElse("");
    }

    String state() {
      return json.text("state").orElse("");
    }

    Optional<Long> code() {
      return json.number("code");
    }

    Optional<Instant> started() {
      return instant(json, "started");
    }

    Optional<Instant> ended() {
      return instant(json, "ended");
    }

    String message() {
      return json.text("message").orElse("");
    }
  }

  String id() {
    return json.text("id").orElse("");
  }

  String pipeline() {
    return json.text("name").orElse("");
  }

  String user() {
    return json.text("user").orElse("");
  }

  /// How it ended; before that, where it stands.
  String status() {
    return json.text("state").orElse("");
  }

  boolean isOver() {
    return !status().equals("waiting") && !status().equals("running");
  }

  String message() {
    return json.text("message").orElse("");
  }

  Optional<Instant> created() {
    return instant(json, "created");
  }

  Optional<Instant> started() {
    return instant(json, "started");
  }

  Optional<Instant> ended() {
    return instant(json, "ended");
  }

  List<Step> steps() {
    return json.objects("steps").stream().map(Step::new).toList();
  }

  /// The exit status of the step that made it fail.
  Optional<Long> failedCode() {
    return json.number("code");
  }

  private static Optional<Instant> instant(JsonObject json, String name) {
    return json.text(name).map(Instant::parse);
  }
}
