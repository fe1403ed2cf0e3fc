package io.parallelr.prunner;

import io.parallelr.engine.Backend;
import io.parallelr.http.TokenMaker;
import io.parallelr.os.Given;
import io.parallelr.os.HeapGuard;
import io.parallelr.os.Machine;
import io.parallelr.os.NativeText;
import io.parallelr.os.Signals;
import io.parallelr.os.TerminalDevice;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/// The command `prunner`.
public final class PrunnerMain {
  private static final int SUCCESS = 0;
  private static final int FAILURE = 1;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final Map<String, String> environment;
  private final Path directory;
  private final Deaths deaths;
  private final InstantSource clock;
  private final PrintStream stdout;
  private final PrintStream stderr;

  private PrunnerMain(
      Map<String, String> environment,
      Path directory,
      Deaths deaths,
      InstantSource clock,
      PrintStream stdout,
      PrintStream stderr) {
    this.environment = environment;
    this.directory = directory;
    this.deaths = deaths;
    this.clock = clock;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  public static void main(String[] args) {
    Machine.saveAddressSpace();
    var deaths = Deaths.ofAllThreads(HeapGuard.start("prunner", FAILURE));
    var main = new PrunnerMain(
        Given.environment(),
        Given.directory(),
        deaths,
        Clock.systemUTC(),
        System.out,
        System.err);
    int status = main.status(List.of(Given.arguments(args)));
    System.out.flush();
    System.exit(status);
  }

  private int status(List<String> words) {
    try {
      return run(CommandLine.parse(words));
    } catch (CommandLine.MalformedException e) {
      complain("Incorrect Usage: " + e.getMessage());
      stderr.println();
      stderr.print(Help.text());
    } catch (UserError e) {
      String.valueOf(e.getMessage()).lines().forEach(this::complain);
    } catch (IOException e) {
      complain(Reason.withPath(e));
    } catch (Backend.ShortageException e) {
      complain(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      complain("internal error, please report it: " + e);
      if (words.contains("--verbose") || words.contains("-v")) {
        e.printStackTrace(stderr);
      }
    }
    return FAILURE;
  }

  private void complain(String line) {
    stderr.println(Printable.of(line.startsWith("Error") || line.startsWith("Incorrect")
        ? line
        : "Error: " + line));
  }

  private int run(CommandLine line) throws IOException, InterruptedException {
    var options = new PrunnerOptions(line, environment, directory);
    if (options.is(Flag.HELP)) {
      stdout.print(Help.text());
      return SUCCESS;
    }
    switch (line.command()) {
      case "" -> serve(options);
      case "debug" -> debug(options);
      case "version" -> stdout.println(Installation.version());
      case "help", "h" -> stdout.print(Help.text());
      case "validate" -> {
        return validate(options);
      }
      default -> throw new UserError(
          FAILURE,
          "there is no command %s; see prunner help".formatted(line.command()));
    }
    return SUCCESS;
  }

  private void serve(PrunnerOptions options) throws IOException, InterruptedException {
    Signals.handle("USR1", () -> {}); // which would end this process before the server handles it
    startLog(options);
    var zone = ZoneId.systemDefault();
    new PrunnerServer(
        options,
        environment,
        new PrunnerServer.Host(clock, zone, System::nanoTime, deaths)).run(secret(options));
  }

  private void startLog(PrunnerOptions options) {
    boolean isColored = !options.is(Flag.DISABLE_ANSI)
        && new TerminalDevice(STDOUT).isTerminal()
        && new TerminalDevice(STDERR).isTerminal();
    PrunnerLog.start(stderr, options.is(Flag.VERBOSE), isColored);
  }

  private static String secret(PrunnerOptions options) {
    var given = options.text(Flag.JWT_SECRET);
    return given.isEmpty()
        ? new ConfigFile(options.path(Flag.CONFIG), new SecureRandom()).secret()
        : ConfigFile.checked(given, "--" + Flag.JWT_SECRET.word());
  }

  private void debug(PrunnerOptions options) {
    var claims = Map.<String, Object>of("iat", clock.instant().getEpochSecond());
    var token = "Bearer " + new TokenMaker(secret(options)).sign(claims);
    if (environment.getOrDefault("MINIMAL_OUTPUT", "").equals("1")) {
      stdout.print(token);
    } else {
      startLog(options);
      LoggerFactory.getLogger(PrunnerMain.class)
          .info("Send this HTTP header for JWT auth: Authorization: {}", token);
    }
  }

  private int validate(PrunnerOptions options) {
    var files = new PipelineFiles(
        NativeText.path(options.text(Flag.PATH)),
        options.text(Flag.PATTERN),
        options.is(Flag.STRICT));
    try {
      var loaded = files.load();
      loaded.warnings().forEach(stdout::println);
      stdout.printf(
          "%s in %s%n",
          Count.of(loaded.definitions().all().size(), "pipeline"),
          Count.of(loaded.files().size(), "file"));
      return SUCCESS;
    } catch (InvalidDefinitionsException e) {
      e.problems().forEach(stdout::println);
      return FAILURE;
    }
  }
}
