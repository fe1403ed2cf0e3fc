package io.parallelr.flowfile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds likely attacks and slips in a flow file that another user may have written.
///
/// Outputs and variables cannot become commands, as no shell reads them. This check looks at the
/// file itself, and refuses what may do harm where a program passes its arguments to a shell on
/// another host.
record SecurityCheck(Rules rules, Map<String, Text> globals, Problems problems) {
  private static final int LONGEST_HOST = 253;
  private static final int LONGEST_COMMAND = 4096;
  private static final int LONGEST_ARGUMENTS = 2000;
  private static final String SKIP = "; --skip-security-validation skips this check";
  private static final Pattern METACHARACTER = Pattern.compile("[;&|$`()<>\\\\\"'\\n]");
  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ksh", "zsh");

  /// A pattern that is refused.
  ///
  /// @param reason what a match looks like or does
  private record Refused(Pattern pattern, String reason) {}

  private static final List<Refused> INJECTIONS = List.of(
      refused(";\\s*(rm|curl|wget|cat)\\b", "looks like a second command"),
      refused("\\|\\s*nc\\b", "looks like a pipe to the network"),
      refused("\\$\\([^)]*\\)|`[^`]*`", "looks like a command substitution"),
      refused("&&\\s*rm\\b|\\|\\|\\s*curl\\b", "looks like a second command"),
      refused("[<>]\\s*/dev/", "looks like a redirection to a device"));
  private static final List<Refused> PATHS = List.of(
      refused("\\.\\./|\\.\\.\\\\", "looks like path traversal"),
      refused(
          "(?i)%2e%2e(%2f|/)|\\.\\.%2f|%252e|\\.\\.%5c|%2e%2e%5c",
          "looks like path traversal in disguise"),
      refused(
          "(?i)/etc/passwd|/etc/shadow|/proc/version|c:\\\\windows\\\\",
          "names a system file"));
  private static final List<Refused> DESTRUCTIVE = List.of(
      refused("\\brm\\s+(-\\w+\\s+)*-\\w*r\\w*\\s+(-\\w+\\s+)*/(\\s|$)", "deletes all files"),
      refused("\\bmkfs\\.", "creates a file system"),
      refused("\\bdd\\b.*\\bof=/dev/", "overwrites a device"),
      refused("\\bchmod\\s+(-R\\s+)?0?777\\b", "makes files writable by everybody"));

  private static Refused refused(String pattern, String reason) {
    return new Refused(Pattern.compile(pattern), reason);
  }

  void check(FlowFile file) {
    if (rules.dialect().careful()) {
      file.globals().forEach((_, value) -> {
        find(PATHS, value, "");
        find(INJECTIONS, value, "");
      });
    }
    file.tasks().forEach(this::check);
  }

  private void check(FlowFile.TaskLines task) {
    var id = "task %s: ".formatted(task.id().value());
    boolean isShell = isShell(entry(task, "exec"));
    entry(task, "hostname").ifPresent(host -> host(host, id));
    var command = entry(task, "command");
    command.ifPresent(c -> command(c, isShell, id));
    var arguments = entry(task, "arguments");
    arguments.ifPresent(a -> arguments(a, isShell || isScript(command, a), id));
    destructive(command, arguments, id);
  }

  private boolean isShell(Optional<FlowFile.Entry> exec) {
    var name = exec.map(this::known).map(String::strip).orElse(rules.defaultType());
    return Step.Command.isShell(name);
  }

  private static Optional<FlowFile.Entry> entry(FlowFile.TaskLines task, String key) {
    return Optional.ofNullable(task.keys().get(key)).filter(e -> !e.value().isEmpty());
  }

  private void host(FlowFile.Entry host, String id) {
    longer(host, LONGEST_HOST, id + "hostname");
    var matcher = METACHARACTER.matcher(known(host));
    if (matcher.find()) {
      problems.error(
          place(host, matcher.start()),
          "%shostname: '%s' is not allowed in a host name",
          id,
          matcher.group());
    }
  }

  private void command(FlowFile.Entry command, boolean isShell, String id) {
    longer(command, LONGEST_COMMAND, id + "command");
    var matcher = METACHARACTER.matcher(known(command));
    if (!isShell && rules.dialect().careful() && matcher.find()) {
      problems.error(
          place(command, matcher.start()),
          "%scommand: '%s' has a meaning only in a shell: use exec=shell, or arguments%s",
          id,
          matcher.group(),
          SKIP);
    } else if (!isShell && known(command).contains(" ")) {
      problems.warning(
          command.place(),
          "%scommand: this is taken as the name of one program, blanks included;"
              + " put its arguments into arguments",
          id);
    }
  }

  private void arguments(FlowFile.Entry arguments, boolean isRead, String id) {
    if (!rules.dialect().careful()) {
      return;
    }
    longer(arguments, LONGEST_ARGUMENTS, id + "arguments");
    find(PATHS, arguments, id + "arguments: ");
    if (!isRead) {
      find(INJECTIONS, arguments, id + "arguments: ");
    }
  }

  /// Whether the command itself is a shell that reads the arguments.
  private boolean isScript(Optional<FlowFile.Entry> command, FlowFile.Entry arguments) {
    var program = command.map(this::known).orElse("");
    return SHELLS.contains(program.substring(program.lastIndexOf('/') + 1))
        && (known(arguments).startsWith("-c ") || known(arguments).contains(" -c "));
  }

  private void destructive(
      Optional<FlowFile.Entry> command,
      Optional<FlowFile.Entry> arguments,
      String id) {
    var line = command.map(this::known).orElse("") + ' ' + arguments.map(this::known).orElse("");
    for (var refused : DESTRUCTIVE) {
      if (refused.pattern().matcher(line).find()) {
        command.or(() -> arguments)
            .ifPresent(
                e -> problems.warning(e.place(), "%sthis %s", id, refused.reason()));
      }
    }
  }

  /// The value with the values of its global variables.
  private String known(FlowFile.Entry entry) {
    return Text.of(entry.value()).known(globals).source();
  }

  /// The place of an offset in a value; the beginning of the value if it has variables.
  private Place place(FlowFile.Entry entry, int offset) {
    return entry.place().plus(known(entry).equals(entry.value()) ? offset : 0);
  }

  private void longer(FlowFile.Entry entry, int most, String what) {
    if (entry.value().length() > most) {
      problems.error(
          entry.place(),
          "%s: %d characters, more than the %d allowed%s",
          what,
          entry.value().length(),
          most,
          SKIP);
    }
  }

  private void find(List<Refused> patterns, FlowFile.Entry in, String what) {
    for (var refused : patterns) {
      var matcher = refused.pattern().matcher(known(in));
      if (matcher.find()) {
        problems.error(
            place(in, matcher.start()),
            "%s'%s' %s%s",
            what,
            matcher.group(),
            refused.reason(),
            SKIP);
      }
    }
  }
}
