package io.parallelr.manual;

import io.parallelr.autoexeccli.AutoExecFlowMain;
import io.parallelr.cli.Completion;
import io.parallelr.prunner.Declarations;
import io.parallelr.run.Installation;
import io.parallelr.tasker.TaskerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Writes the manual pages and the completion of all programs. The build runs it.
public final class Manual {
  private Manual() {}

  /// Writes `share/man/man1` and `docs/completion` into the directory of the distribution.
  ///
  /// @param args the directory, and the time of the release
  public static void main(String[] args) throws IOException {
    var root = Path.of(args[0]);
    var date = ZonedDateTime.parse(args[1]).withZoneSameInstant(ZoneOffset.UTC).toLocalDate();
    var pages = Files.createDirectories(root.resolve("share/man/man1"));
    var completion = Files.createDirectories(root.resolve("docs/completion"));
    var programs = programs();
    var names = programs.stream().map(Program::name).toList();
    for (var program : programs) {
      Files.writeString(
          pages.resolve(program.name() + ".1"),
          page(program, names, date));
      Files.writeString(
          completion.resolve(program.name()),
          BashCompletion.of(program));
      Files.writeString(completion.resolve("_" + program.name()), ZshCompletion.of(program));
      Files.writeString(completion.resolve(program.name() + ".fish"), FishCompletion.of(program));
    }
  }

  /// The manual page of a program.
  static String page(Program program, List<String> names, LocalDate date) {
    return new ManPage(program, Installation.version(), date)
        .text(names.stream().filter(name -> !name.equals(program.name())).toList());
  }

  /// All programs, with everything that their parsers know.
  static List<Program> programs() {
    return List.of(
        new Program("parallelr", Completion.everything()),
        new Program("tasker", TaskerMain.parser()),
        new Program("ptasker", ptasker()),
        new Program("prunner", Declarations.parser()),
        new Program("autoexecflow", AutoExecFlowMain.parser()),
        new Program("psr", psr()));
  }

  /// It is a script, too, which calls a command of parallelr.
  private static CommandLine psr() {
    return Objects.requireNonNull(Completion.everything().getSubcommands().get("psr"));
  }

  /// It is a script, which passes to parallelr what it does not know.
  private static CommandLine ptasker() {
    var all = Completion.everything();
    all.getSubcommands().keySet().stream().toList().forEach(all.getCommandSpec()::removeSubcommand);
    var spec = CommandSpec.create().name("ptasker");
    spec.addOption(
        OptionSpec.builder("-p", "--project")
            .type(String.class)
            .arity("1")
            .paramLabel("NAME")
            .description(
                "the project of all flows, under which tasker sums them up; made up if not given")
            .build());
    all.getCommandSpec()
        .options()
        .stream()
        .filter(option -> !List.of(option.names()).contains("-C"))
        .forEach(spec::addOption);
    spec.usageMessage()
        .sortOptions(false)
        .description(
            "Runs a directory of flow files: parallelr with tasker as its command, and one project for all of them.",
            "All options but the first are those of parallelr.");
    return new CommandLine(spec);
  }
}
