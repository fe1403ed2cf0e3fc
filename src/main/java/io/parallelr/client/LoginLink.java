package io.parallelr.client;

import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `parallelr jobs login-link`.
@Command(name = "login-link", sortOptions = false, usageHelpAutoWidth = true, description = "Prints a link to the server's page in a browser. It lets one user in, once and within 5 minutes, with the rights of the caller.")
final class LoginLink implements JobsAction {
  @Mixin
  ServerOptions server = new ServerOptions();

  @Override
  public int run(Surroundings around) throws IOException {
    try (var api = server.connect(around)) {
      var said = api.post("/api/login-link", "{}".getBytes(StandardCharsets.UTF_8));
      Output.print(around, server.json ? said : link(said));
      return 0;
    }
  }

  /// At the address that its user gave, or else one of those that the server has.
  private String link(String said) {
    var answer = ServerApi.object(said);
    var path = answer.text("path").orElse("");
    var given = server.url;
    if (given != null) {
      return given.replaceFirst("/+$", "") + path;
    }
    return answer.texts("links")
        .stream()
        .findFirst()
        .orElseThrow(
            () -> new UserError(
                ExitStatus.USAGE,
                "the server has no address that a browser can open (serve.address)"));
  }
}
