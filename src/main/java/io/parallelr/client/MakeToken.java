package io.parallelr.client;

import io.parallelr.http.Rights;
import io.parallelr.http.TokenMaker;
import io.parallelr.json.JsonText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.ServerSecrets;
import io.parallelr.run.UserError;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `parallelr jobs token`.
@Command(name = "token", sortOptions = false, usageHelpAutoWidth = true, description = "Makes a token for the server of this configuration. No server needs to run.")
final class MakeToken implements JobsAction {
  @Option(names = "--scope", split = ",", paramLabel = "SCOPE", description = "what its bearer may do: read, run, cancel, files, shell or admin; may be repeated. Default: read,run,cancel")
  List<String> scopes = List.of("read", "run", "cancel");

  @Option(names = "--pipeline", split = ",", paramLabel = "NAME", description = "only with this pipeline; may be repeated. Default: all")
  List<String> pipelines = List.of();

  @Option(names = "--expires", paramLabel = "TIME", description = "how long it is valid: a number and s, min, h or d; never for one without end. Default: ${DEFAULT-VALUE}")
  String expires = "8h";

  @Option(names = "--user", paramLabel = "NAME", description = "whose it is, as the list of jobs shows it. Default: this user")
  @Nullable
  String user;

  @Option(names = "--json", description = "print it as a JSON object")
  boolean json;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

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
    var configured = around.configured().get();
    var secrets =
        ServerSecrets.load(configured.settings().tokens(), configured.paths(), false).all();
    var now = around.clock().instant();
    var token = new TokenMaker(secrets.getFirst()).sign(claims(around, now));
    Output.print(
        around,
        json ? JsonText.object(fields -> fields.writeStringProperty("token", token)) : token);
    return 0;
  }

  private Map<String, Object> claims(Surroundings around, Instant now) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("sub", user == null ? around.user() : user);
    claims.put("iat", now.getEpochSecond());
    claims.put("scope", String.join(" ", scopes));
    if (!pipelines.isEmpty()) {
      claims.put("pipelines", pipelines);
    }
    if (!expires.equals("never")) {
      claims.put("exp", now.plus(Times.length("--expires", expires)).getEpochSecond());
    }
    return claims;
  }
}
