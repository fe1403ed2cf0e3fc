package io.parallelr.autoexeccli;

import io.parallelr.http.Address;
import io.parallelr.http.Client;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options of all commands that ask a server. The address and the token may also be given as
/// the variables ADDR and TOKEN of the environment.
final class ClientOptions {
  private static final Path SOCKET = Path.of("/usr/local/AutoExecFlow/AutoExecFlow.sock");
  private static final URI LOOPBACK = URI.create("http://127.0.0.1:2376");

  @Option(names = {"--addr",
      "--url"}, paramLabel = "ADDRESS", defaultValue = "", description = "The server: http://HOST:PORT, tcp://HOST:PORT or unix://PATH "
          + "(default: the unix socket of a server on this machine, or else http://127.0.0.1:2376)")
  String address = "";

  @Option(names = "--token", paramLabel = "TOKEN", defaultValue = "", description = "The token for a TCP address; other users can see command lines, so better set TOKEN")
  String token = "";

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help")
  boolean wantsHelp;

  /// The server's interface.
  TaskApi connect(Surroundings around) {
    return new TaskApi(
        Client.of(
            server(around),
            Optional.of(token.strip()).filter(text -> !text.isEmpty())));
  }

  /// What surrounds a command.
  record Surroundings(Map<String, String> environment, Path directory) {}

  private Client.Server server(Surroundings around) {
    if (address.isEmpty()) {
      return Files.exists(SOCKET)
          ? new Client.Server.Socket(SOCKET)
          : new Client.Server.Url(LOOPBACK);
    }
    if (address.startsWith("http://") || address.startsWith("https://")) {
      try {
        return new Client.Server.Url(URI.create(address));
      } catch (IllegalArgumentException e) {
        throw Checked.invalid("--addr", address, "a URL such as http://127.0.0.1:2376");
      }
    }
    return switch (Checked.address("--addr", address, around.directory())) {
      case Address.UnixSocket(var path) -> new Client.Server.Socket(path);
      case Address.Tcp tcp -> new Client.Server.Url(
          URI.create("http://%s:%d".formatted(tcp.host(), tcp.port())));
    };
  }

  static UserError failed(String message) {
    return new UserError(ExitStatus.SOME_FAILED, message);
  }

  static Path file(Surroundings around, String name) {
    return NativeText.resolve(around.directory(), name);
  }
}
