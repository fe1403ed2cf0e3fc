package io.parallelr.client;

import io.parallelr.config.ServeSettings;
import io.parallelr.run.ServerPaths;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Supplier;

/// What surrounds a call of the client.
///
/// @param configured reads the configuration, which not every call needs
/// @param user the name of this process's user
public record Surroundings(
    Map<String, String> environment,
    Supplier<Configured> configured,
    String user,
    InputStream stdin,
    OutputStream stdout,
    PrintStream stderr,
    InstantSource clock,
    ZoneId zone) {

  /// What is configured of the server.
  public record Configured(ServeSettings settings, ServerPaths paths) {}
}
