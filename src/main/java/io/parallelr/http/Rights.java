package io.parallelr.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the token of a client lets it do: it has scopes, and it may be for some pipelines alone.
public final class Rights {
  /// Sees jobs and what they print.
  public static final String READ = "read";
  /// Submits jobs.
  public static final String RUN = "run";
  /// Cancels, kills, holds and resumes jobs.
  public static final String CANCEL = "cancel";
  /// Reads and writes the files of workspaces; no token has it without saying so.
  public static final String FILES = "files";
  /// Opens a shell on the server; no token has it without saying so.
  public static final String SHELL = "shell";
  /// Changes the server; no token has it without saying so.
  public static final String ADMIN = "admin";

  /// All scopes, those first that a token usually has.
  public static final List<String> ALL = List.of(READ, RUN, CANCEL, FILES, SHELL, ADMIN);

  private Rights() {}

  /// Lets those pass whose token has a scope.
  ///
  /// @throws HttpError if it does not
  public static void require(Exchange exchange, String scope) {
    if (!exchange.claims().allows(scope)) {
      throw new HttpError(403, "the token does not have the scope '%s'".formatted(scope));
    }
  }

  /// Lets those pass whose token is for a pipeline.
  ///
  /// @throws HttpError if it is for others
  public static void requirePipeline(Exchange exchange, String pipeline) {
    if (!mayUse(exchange, pipeline)) {
      throw new HttpError(403, "the token is not for the pipeline \"%s\"".formatted(pipeline));
    }
  }

  /// Whether the token is for a pipeline.
  public static boolean mayUse(Exchange exchange, String pipeline) {
    return pipelines(exchange).map(names -> names.contains(pipeline)).orElse(true);
  }

  /// The pipelines that the token is for; empty for all.
  public static Optional<Set<String>> pipelines(Exchange exchange) {
    return exchange.claims().pipelines();
  }
}
