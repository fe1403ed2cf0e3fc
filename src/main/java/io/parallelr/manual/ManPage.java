package io.parallelr.manual;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The manual page of a program, from what is declared of it.
final class ManPage {
  private final Program program;
  private final String version;
  private final LocalDate date;
  private final Roff page = new Roff();

  ManPage(Program program, String version, LocalDate date) {
    this.program = program;
    this.version = version;
    this.date = date;
  }

  /// @param others the programs that have a page, too
  String text(List<String> others) {
    var commands = program.commands();
    var main = commands.getFirst();
    page.request(
        "TH",
        program.name().toUpperCase(Locale.ROOT),
        "1",
        date.toString(),
        "parallelr " + version,
        "parallelr");
    page.section("NAME");
    page.raw(Roff.escaped(program.name()) + " \\- " + Roff.escaped(lowered(main.summary())));
    page.section("SYNOPSIS");
    page.raw(synopsis(main));
    page.section("DESCRIPTION");
    description(main);
    arguments("OPTIONS", main);
    if (commands.size() > 1) {
      page.section("COMMANDS");
      commands.stream().skip(1).forEach(this::command);
    }
    var codes = main.spec().usageMessage().exitCodeList();
    if (!codes.isEmpty()) {
      page.section("EXIT STATUS");
      codes
          .forEach((code, meaning) -> page.item(Roff.escaped(code.strip()), Roff.escaped(meaning)));
    }
    footer(main, "EXAMPLES");
    page.section("FILES");
    page.item("\\fI" + Roff.escaped("~/parallelr") + "\\fR",
        Roff.escaped(
            "what is kept of runs and jobs, unless PARALLELR_HOME names another directory"));
    page.item("\\fI" + Roff.escaped("~/parallelr/conf/parallelr.conf") + "\\fR",
        Roff.escaped("the user's configuration"));
    page.item("\\fI" + Roff.escaped("/etc/parallelr/parallelr.conf") + "\\fR",
        Roff.escaped(
            "the system's configuration; in an installation from an archive, conf/parallelr.conf there"));
    page.section("SEE ALSO");
    page.raw(
        others.stream()
            .map(name -> "\\fB" + Roff.escaped(name) + "\\fR(1)")
            .collect(Collectors.joining(", ")));
    page.paragraph(
        Roff.escaped(
            "The documentation is in the directory docs of the installation; that of a package is in /usr/share/doc/parallelr."));
    return page.toString();
  }

  private void command(Program.Command command) {
    page.subsection(synopsis(command));
    description(command);
    if (!command.aliases().isEmpty()) {
      page.paragraph("Also: " + Roff.escaped(String.join(", ", command.aliases())));
    }
    arguments("", command);
    footer(command, "");
    command.spec()
        .usageMessage()
        .exitCodeList()
        .forEach(
            (code, meaning) -> page.item(
                "exit code " + Roff.escaped(code.strip()),
                Roff.escaped(meaning)));
  }

  private String synopsis(Program.Command command) {
    var name = Stream.concat(Stream.of(program.name()), command.words().stream())
        .map(Roff::escaped)
        .collect(Collectors.joining(" "));
    var rest = new StringBuilder();
    if (!command.options().isEmpty()) {
      rest.append(" [\\fIOPTIONS\\fR]");
    }
    command.spec().positionalParameters().forEach(p -> rest.append(' ').append(label(p)));
    if (!command.spec().subcommands().isEmpty()) {
      rest.append(command.words().isEmpty() ? " [\\fICOMMAND\\fR]" : " \\fICOMMAND\\fR");
    }
    return "\\fB" + name + "\\fR" + rest;
  }

  private void description(Program.Command command) {
    var lines = command.spec().usageMessage().description();
    for (int i = 0; i < lines.length; i++) {
      if (i > 0) {
        page.paragraph(Roff.escaped(Program.readable(lines[i])));
      } else {
        page.raw(Roff.escaped(Program.readable(lines[i])));
      }
    }
  }

  private void arguments(String heading, Program.Command command) {
    var positional =
        command.spec().positionalParameters().stream().filter(p -> !p.hidden()).toList();
    if (positional.isEmpty() && command.options().isEmpty()) {
      return;
    }
    if (!heading.isEmpty()) {
      page.section(heading);
    }
    positional.forEach(p -> page.item(label(p), Roff.escaped(Program.description(p))));
    command.options()
        .forEach(option -> page.item(names(option), Roff.escaped(Program.description(option))));
  }

  private static String names(OptionSpec option) {
    return Stream.of(option.names())
        .map(
            name -> option.negatable() && name.startsWith("--")
                ? "--[no-]" + name.substring("--".length())
                : name)
        .map(name -> "\\fB" + Roff.escaped(name) + "\\fR")
        .collect(Collectors.joining(", ")) + label(option);
  }

  /// As in the help: with the sign between name and value, and brackets around what may be
  /// left out.
  private static String label(ArgSpec argument) {
    var text = new Help(argument.command(), Help.defaultColorScheme(Help.Ansi.OFF))
        .parameterLabelRenderer()
        .renderParameterLabel(argument, Help.Ansi.OFF, List.of())
        .toString();
    return text.isEmpty() ? "" : "\\fI" + Roff.escaped(text) + "\\fR";
  }

  private void footer(Program.Command command, String heading) {
    var message = command.spec().usageMessage();
    var lines = Stream.of(message.footer())
        .map(Program::readable)
        .filter(line -> !line.isBlank() && !line.equals("Examples:"))
        .toList();
    if (lines.isEmpty()) {
      return;
    }
    boolean isExample = lines.stream().anyMatch(line -> line.startsWith("  "));
    if (!isExample) {
      lines.forEach(line -> page.paragraph(Roff.escaped(line)));
      return;
    }
    if (heading.isEmpty()) {
      page.paragraph("Examples:");
    } else {
      page.section(heading);
    }
    page.verbatim(lines.stream().map(line -> line.replaceFirst("^ {2}", "")).toList());
  }

  private static String lowered(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
