package io.parallelr.autoexeccli;

import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Installs the server as a service of systemd, or takes it away.
@Command(name = "service", description = "Install the server as a service of systemd, or uninstall it.")
final class ServiceCommand implements Callable<Integer> {
  private static final String NAME = "AutoExecFlow.service";

  private final Map<String, String> environment;
  private final PrintStream out;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help")
  boolean wantsHelp;

  @Option(names = "--user", description = "For this user alone, not for the machine")
  boolean isOfUser;

  @Option(names = "--print", description = "Show the unit; change nothing")
  boolean onlyPrints;

  @Parameters(index = "0", paramLabel = "install|uninstall")
  String action = "";

  @Parameters(index = "1..*", paramLabel = "OPTION", description = "Options of the server, after --")
  List<String> options = List.of();

  ServiceCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (Checked.word("service", action, java.util.Set.of("install", "uninstall"))) {
      case "install" -> install();
      default -> uninstall();
    }
    return ExitStatus.ALL_SUCCEEDED;
  }

  private Path unit() {
    if (!isOfUser) {
      return Path.of("/etc/systemd/system", NAME);
    }
    var configuration = environment.getOrDefault("XDG_CONFIG_HOME", "");
    return (configuration.isEmpty()
        ? Path.of(environment.getOrDefault("HOME", "/"), ".config")
        : Path.of(configuration)).resolve("systemd/user").resolve(NAME);
  }

  private String text() {
    var words = new ArrayList<String>();
    words.add(launcher());
    words.add("server");
    for (var option : options) {
      if (option.lines().count() > 1 || option.endsWith("\n")) {
        throw new UserError(
            ExitStatus.USAGE,
            "an option of the server has a line break, which a unit cannot have");
      }
      words.add(option);
    }
    return """
        [Unit]
        Description=Tasks of steps over HTTP (parallelr)
        After=network.target nss-lookup.target

        [Service]
        NoNewPrivileges=true
        ExecStart=%s
        Restart=on-failure
        RestartSec=10s
        KillMode=process
        LimitNOFILE=infinity

        [Install]
        WantedBy=%s
        """.formatted(
        String.join(" ", words.stream().map(ServiceCommand::quoted).toList()),
        isOfUser ? "default.target" : "multi-user.target");
  }

  /// A percent sign begins a specifier there, and a dollar sign a variable; systemd.service(5).
  private static String quoted(String word) {
    var text = word.replace("%", "%%").replace("$", "$$");
    return text.matches("[\\w/.:=%,@+-]+")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// The launcher of this installation.
  private static String launcher() {
    var lib = Version.jar().getParent();
    return lib == null || lib.getParent() == null
        ? "autoexecflow"
        : NativeText.of(lib.getParent().resolve("bin/autoexecflow"));
  }

  private void install() throws IOException, InterruptedException {
    if (onlyPrints) {
      out.print(text());
      return;
    }
    var file = unit();
    boolean isNew = !Files.exists(file);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          "the unit cannot be written: %s; run this as root, or with --user".formatted(
              Reason.withPath(e)),
          e);
    }
    try {
      systemctl("daemon-reload");
      systemctl("enable", "--now", NAME);
    } catch (UserError e) {
      if (isNew) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
    out.println("%s is installed and runs".formatted(file));
  }

  private void uninstall() throws IOException, InterruptedException {
    var file = unit();
    if (!Files.exists(file)) {
      throw new UserError(ExitStatus.USAGE, "%s is not installed".formatted(file));
    }
    if (onlyPrints) {
      out.print(Files.readString(file));
      return;
    }
    systemctl("disable", "--now", NAME);
    Files.delete(file);
    systemctl("daemon-reload");
    out.println("%s is uninstalled".formatted(file));
  }

  private void systemctl(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add("systemctl");
    if (isOfUser) {
      command.add("--user");
    }
    command.addAll(List.of(words));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE,
          "systemctl cannot be run; this machine has no systemd, so start the server another way",
          e);
    }
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new UserError(
          ExitStatus.USAGE,
          "%s: %s".formatted(String.join(" ", command), output.strip()));
    }
  }
}
