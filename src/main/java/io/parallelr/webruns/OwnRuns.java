package io.parallelr.webruns;

import io.parallelr.daemon.Registry;
import io.parallelr.daemon.RunLock;
import io.parallelr.daemon.Supervisor;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.journal.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// Finds runs by the ids that clients send, and checks what these may see. Immutable.
record OwnRuns(Registry registry) {
  /// Lets those pass who may see what the server's user runs.
  ///
  /// @throws HttpError if they may not
  static void requireRead(Exchange exchange) {
    Rights.require(exchange, Rights.READ);
    requireAll(exchange);
  }

  /// Lets those pass who may change what the server's user runs.
  ///
  /// @throws HttpError if they may not
  static void requireChange(Exchange exchange) {
    Rights.require(exchange, Rights.ADMIN);
    requireAll(exchange);
  }

  private static void requireAll(Exchange exchange) {
    if (Rights.pipelines(exchange).isPresent()) {
      throw new HttpError(403, "the token is limited to some pipelines");
    }
  }

  /// The run that the path names.
  ///
  /// @throws HttpError if there is none
  RunDirectory find(Exchange exchange) {
    var id = exchange.parameter("id");
    if (registry.find(id) instanceof Registry.Found.Ours(var path)
        && Files.isRegularFile(path.resolve("request.json"))) { // else it is a server's
      return new RunDirectory(id, path);
    }
    throw new HttpError(404, "there is no run %s".formatted(id));
  }

  /// Who runs a run, or resumes it; empty if nobody does.
  Optional<Supervisor> supervisor(String id) throws IOException {
    if (!(registry.state(id) instanceof RunLock.State.Held(var pid))) {
      return Optional.empty();
    }
    for (var entry : registry.list()) {
      if (entry instanceof Registry.Entry.Live(var supervisor) && supervisor.pid() == pid) {
        return Optional.of(supervisor);
      }
    }
    return Optional.of(registry.unregistered(pid, id));
  }

}
