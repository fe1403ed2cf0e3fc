package io.parallelr.os;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// The service manager that has started this process and asks to be told of its
/// state; sd_notify(3).
public final class ServiceManager {
  /// The variable of the environment that names its socket.
  public static final String VARIABLE = "NOTIFY_SOCKET";

  private final String socket;

  private ServiceManager(String socket) {
    this.socket = socket;
  }

  /// The one that an environment names.
  public static Optional<ServiceManager> of(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE))
        .filter(name -> name.startsWith("/") || name.startsWith("@"))
        .filter(_ -> Spawner.isSupported())
        .map(ServiceManager::new);
  }

  /// Tells it that this process is ready, and the one that it is to watch.
  public void ready() throws IOException {
    tell("READY=1\nMAINPID=" + ProcessHandle.current().pid());
  }

  /// Tells it that another process is to be watched in place of this one, which ends.
  public void replacedBy(int pid) throws IOException {
    tell("MAINPID=" + pid);
  }

  private void tell(String state) throws IOException {
    // an abstract name begins with a NUL
    var name = socket.startsWith("@") ? "\0" + socket.substring(1) : socket;
    var sent = PosixSockets.sendOnce(NativeText.bytes(name), state.getBytes(UTF_8));
    if (sent.failed()) {
      throw new IOException("%s: %s".formatted(socket, Posix.describe(sent.errno())));
    }
  }
}
