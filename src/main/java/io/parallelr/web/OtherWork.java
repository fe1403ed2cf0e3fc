package io.parallelr.web;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// What runs on the machine beside the jobs of the server, as far as the overview shows it.
public interface OtherWork {
  /// A server that knows of nothing else.
  OtherWork NONE = new OtherWork() {
    @Override
    public List<Consumer<JsonGenerator>> running() {
      return List.of();
    }

    @Override
    public List<Failure> failed(int most) {
      return List.of();
    }
  };

  /// Something that has failed.
  ///
  /// @param kind what it is part of: `job` or `run`
  /// @param part the step, or the number of the task; empty if it was none of them
  /// @param state the word for how it ended
  /// @param reason why, as a sentence without its full stop
  /// @param stderr the last line that it has printed there
  record Failure(
      String kind,
      String id,
      Optional<String> name,
      Optional<String> part,
      Optional<String> task,
      String state,
      Instant at,
      Optional<String> reason,
      Optional<String> stderr) {}

  /// What runs, the newest first, each as it writes its fields.
  List<Consumer<JsonGenerator>> running() throws IOException;

  /// What has failed last, the newest first.
  List<Failure> failed(int most) throws IOException;
}
