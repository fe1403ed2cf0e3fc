package io.parallelr.client;

import io.parallelr.http.Rights;
import io.parallelr.http.TokenMaker;
import io.parallelr.json.JsonText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.ServerSecrets;
import io.parallelr.run.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `parallelr jobs token`.
@Command(name = "token", sortOptions = false, usageHelpAutoWidth = true, description = "Makes a token for the server of this configuration, which need not run, for one with another data directory (--data), or by one that runs (--socket, --url).")
final class MakeToken implements JobsAction {
  private static final String NEVER = "never";

  @Option(names = "--scope", split = ",", paramLabel = "SCOPE", description = "what its bearer may do: read, run, cancel, files, shell or admin; may be repeated. Default: read,run,cancel")
  List<String> scopes = List.of("read", "run", "cancel");

  @Option(names = "--pipeline", split = ",", paramLabel = "NAME", description = "only with this pipeline; may be repeated. Default: all")
  List<String> pipelines = List.of();

  @Option(names = "--expires", paramLabel = "TIME", description = "how long it is valid: a number and s, min, h or d; never for one without end. Default: ${DEFAULT-VALUE}")
  String expires = "8h";

  @Option(names = "--user", paramLabel = "NAME", description = "whose it is, as the list of jobs shows it. Default: this user")
  @Nullable
  String user;

  @Option(names = "--data", paramLabel = "DIR", description = "the data directory of a server that was started with --data; default: the one that is configured (serve.data)")
  @Nullable
  Path data;

  @Mixin
  ServerOptions server = new ServerOptions();

  @Override
  public int run(Surroundings around) throws IOException {
    for (var scope : scopes) {
      if (!Rights.ALL.contains(scope)) {
        throw new UserError(
            ExitStatus.USAGE,
            "--scope: '%s' is not a scope; use read, run, cancel, files, shell or admin"
                .formatted(scope));
      }
    }
    var token = server.isGiven() ? asked(around) : signed(around);
    Output.print(
        around,
        server.json
            ? JsonText.object(fields -> fields.writeStringProperty("token", token))
            : token);
    return 0;
  }

  private String signed(Surroundings around) {
    var configured = around.configured().get();
    var paths = data == null ? configured.paths() : configured.paths().in(data.toAbsolutePath());
    var secrets = ServerSecrets.load(configured.settings().tokens(), paths, false).all();
    return new TokenMaker(secrets.getFirst()).sign(claims(around, around.clock().instant()));
  }

  /// One that a server makes.
  private String asked(Surroundings around) {
    if (data != null) {
      throw new UserError(
          ExitStatus.USAGE,
          "--data excludes --socket and --url: a server that runs knows its data; give one of them");
    }
    if (expires.equals(NEVER)) {
      throw new UserError(
          ExitStatus.USAGE,
          "--expires: a server makes no token without end; give its --data instead of its address");
    }
    var wish = JsonText.line(json -> {
      json.writeStringProperty("user", user(around));
      JsonText.strings(json, "scopes", scopes);
      JsonText.strings(json, "pipelines", pipelines);
      json.writeNumberProperty("expires_seconds", Times.length("--expires", expires).toSeconds());
    });
    try (var api = server.connect(around)) {
      return ServerApi.object(api.post("/api/token", wish))
          .text("token")
          .orElseThrow(
              () -> new UserError(ExitStatus.INTERNAL, "the server has not sent a token"));
    }
  }

  private String user(Surroundings around) {
    return user == null ? around.user() : user;
  }

  private Map<String, Object> claims(Surroundings around, Instant now) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("sub", user(around));
    claims.put("iat", now.getEpochSecond());
    claims.put("scope", String.join(" ", scopes));
    if (!pipelines.isEmpty()) {
      claims.put("pipelines", pipelines);
    }
    if (!expires.equals(NEVER)) {
      claims.put("exp", now.plus(Times.length("--expires", expires)).getEpochSecond());
    }
    return claims;
  }
}
