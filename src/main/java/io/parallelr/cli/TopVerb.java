package io.parallelr.cli;

import io.parallelr.daemon.Supervisor;
import io.parallelr.os.Given;
import io.parallelr.os.TerminalDevice;
import io.parallelr.top.Top;
import io.parallelr.top.Watch;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `parallelr top`.
@Command(name = "parallelr top", description = "Shows on the whole screen what runs and how far it is, with keys that follow the output of tasks, end them, and change the runs; ? lists them. Without a terminal it prints what --list-workers does, every five seconds until all have ended.", footerHeading = "%nExample:%n", footer = "  parallelr top last  the newest run alone")
final class TopVerb implements RunVerb {
  private static final int STDIN = 0;
  private static final int STDOUT = 1;

  @Mixin
  RunVerbs.Help help = new RunVerbs.Help();

  @Parameters(arity = "0..1", paramLabel = "RUN", description = "its name, its id or the beginning of that, its directory, or last; without it, all runs that are alive are shown, one at a time")
  @Nullable
  String run;

  @Override
  public int execute(Place place) throws IOException, InterruptedException {
    var registry = place.registry();
    var only = run == null
        ? Optional.<Supervisor>empty()
        : Optional.of(place.alive(Optional.of(run)).supervisor());
    var environment = Given.environment();
    if (!isScreen(environment)) {
      return new PlainTop(registry, only, place::say).follow();
    }
    var watch = new Watch(
        registry, only, InstantSource.system(), System::nanoTime, ZoneId.systemDefault());
    return Top.show(
        watch,
        new TopControl(registry),
        new Top.Surroundings(
            System.in, System::nanoTime, environment.getOrDefault("NO_COLOR", "").isEmpty()));
  }

  /// Whether all of the screen can be drawn, and keys be read.
  private static boolean isScreen(Map<String, String> environment) {
    return LiveDisplay.understandsEscapes(environment)
        && new TerminalDevice(STDIN).isTerminal()
        && new TerminalDevice(STDOUT).isTerminal();
  }
}
