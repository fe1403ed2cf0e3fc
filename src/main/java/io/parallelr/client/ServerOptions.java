package io.parallelr.client;

import io.parallelr.http.Client;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of all commands that ask a server.
final class ServerOptions {
  private static final String TOKEN = "PARALLELR_TOKEN";

  @Option(names = "--socket", paramLabel = "PATH", description = "the server's unix socket; default: the one that is configured (serve.socket). This user needs no token there")
  @Nullable
  Path socket;

  @Option(names = "--url", paramLabel = "URL", description = "the server's address, such as http://127.0.0.1:9009, in place of its socket")
  @Nullable
  String url;

  @Option(names = "--token", paramLabel = "TOKEN", description = "the token for --url; other users can see command lines, so better set PARALLELR_TOKEN")
  @Nullable
  String token;

  @Option(names = "--json", description = "print what the server says, as one JSON document")
  boolean json;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  /// Whether a server is named, by its socket or address.
  boolean isGiven() {
    return socket != null || url != null;
  }

  ServerApi connect(Surroundings around) {
    var given = Optional.ofNullable(token)
        .or(() -> Optional.ofNullable(around.environment().get(TOKEN)))
        .map(String::strip)
        .filter(t -> !t.isEmpty());
    return new ServerApi(Client.of(server(around), given));
  }

  private Client.Server server(Surroundings around) {
    var base = url;
    var file = socket;
    if (base != null && file != null) {
      throw new UserError(ExitStatus.USAGE, "--socket and --url exclude each other; give one");
    }
    if (base != null) {
      return new Client.Server.Url(url(base));
    }
    return new Client.Server.Socket(
        Optional.ofNullable(file)
            .or(() -> around.configured().get().paths().socket())
            .orElseThrow(
                () -> new UserError(
                    ExitStatus.USAGE,
                    "no socket is configured (serve.socket = none); give the server's address with --url")));
  }

  private static URI url(String text) {
    try {
      var uri = new URI(text);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // the same as one of another kind
    }
    throw new UserError(
        ExitStatus.USAGE,
        "--url: '%s' is not the address of a server; write it as http://127.0.0.1:9009"
            .formatted(text));
  }
}
