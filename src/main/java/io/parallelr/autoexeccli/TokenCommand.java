package io.parallelr.autoexeccli;

import io.parallelr.http.Rights;
import io.parallelr.http.TokenMaker;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.ServerSecretFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Makes a token for a server of this machine.
@Command(name = "token", description = "Make a token for the server of a root directory; it need not run.")
final class TokenCommand implements Callable<Integer> {
  private final Path directory;
  private final InstantSource clock;
  private final PrintStream out;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help")
  boolean wantsHelp;

  @Option(names = {"--root_dir",
      "--root"}, paramLabel = "DIRECTORY", defaultValue = ServerOptions.ROOT, description = "The server's directory (default: ${DEFAULT-VALUE})")
  String root = "";

  @Option(names = "--secrets-file", paramLabel = "FILE", defaultValue = "", description = "The server's file of secrets, if it was given one")
  String secrets = "";

  @Option(names = "--scope", split = ",", paramLabel = "SCOPE", description = "What its bearer may do: read, run, cancel, files, shell, admin (default: read,run,cancel,files)")
  List<String> scopes = List.of(Rights.READ, Rights.RUN, Rights.CANCEL, Rights.FILES);

  @Option(names = "--expires", paramLabel = "TIME", defaultValue = "8h", description = "How long it is valid; 0 for ever (default: ${DEFAULT-VALUE})")
  String expires = "";

  @Option(names = "--user", paramLabel = "NAME", defaultValue = "", description = "Whose it is, as tasks record it (default: this user)")
  String user = "";

  TokenCommand(Path directory, InstantSource clock, PrintStream out) {
    this.directory = directory;
    this.clock = clock;
    this.out = out;
  }

  @Override
  public Integer call() {
    scopes.forEach(scope -> Checked.word("--scope", scope, Rights.ALL));
    var valid = Checked.time("--expires", expires);
    var file = secrets.isEmpty()
        ? NativeText.resolve(directory, root).resolve("data").resolve("secret")
        : NativeText.resolve(directory, secrets);
    var now = clock.instant();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", user.isEmpty() ? System.getProperty("user.name") : user);
    claims.put("iat", now.getEpochSecond());
    claims.put("scope", String.join(" ", scopes));
    if (!valid.isZero()) {
      claims.put("exp", now.plus(valid).getEpochSecond());
    }
    out.println(new TokenMaker(ServerSecretFile.read(file, false).getFirst()).sign(claims));
    return ExitStatus.ALL_SUCCEEDED;
  }
}
