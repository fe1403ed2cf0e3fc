package io.parallelr.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Finds the words of a command that a POSIX shell reads as a script, also behind programs that run
/// other programs.
public final class ScriptWords {
  private static final Pattern SHELL =
      Pattern.compile("r?(?:ba|da|k|mk|pdk|lk|z|a|ya)?sh(?:[0-9.]+)?");
  private static final String SSH_WITH_VALUE = "BbcDEeFIiJLlmOoPpQRSWw";
  /// Words of a shell before a command.
  private static final Set<String> BEFORE_COMMANDS = Set.of("if", "then", "elif", "else", "while",
      "until", "do", "{", "!", "time", "exec", "command", "builtin");
  /// Run a shell for what follows `-c`.
  private static final Set<String> WITH_OPTION = Set.of("su", "runuser", "sg", "script", "flock");
  /// Run the program that is named by their first words that are not options.
  private static final Map<String, Runner> RUNNERS = Map.ofEntries(
      Map.entry("env", new Runner("uC", Set.of("unset", "chdir"), 0)),
      Map.entry("sudo", new Runner(
          "ugpCDhRrtTU", Set.of("user", "group", "chdir", "host", "prompt", "close-from"), 0)),
      Map.entry("doas", new Runner("uC", Set.of(), 0)),
      Map.entry("nice", new Runner("n", Set.of("adjustment"), 0)),
      Map.entry("ionice", new Runner("cn", Set.of("class", "classdata"), 0)),
      Map.entry("timeout", new Runner("sk", Set.of("signal", "kill-after"), 1)),
      Map.entry("nohup", new Runner("", Set.of(), 0)),
      Map.entry("setsid", new Runner("", Set.of(), 0)),
      Map.entry("stdbuf", new Runner("ioe", Set.of("input", "output", "error"), 0)),
      Map.entry("time", new Runner("fo", Set.of("format", "output"), 0)),
      Map.entry("chrt", new Runner("TPD", Set.of(), 1)),
      Map.entry("taskset", new Runner("", Set.of(), 1)),
      Map.entry("chroot", new Runner("", Set.of(), 1)),
      Map.entry("busybox", new Runner("", Set.of(), 0)),
      Map.entry("sshpass", new Runner("pfdP", Set.of(), 0)),
      Map.entry("flock", new Runner("wE", Set.of("timeout", "conflict-exit-code"), 1)),
      Map.entry("xargs", new Runner("adEILnPs", Set.of(), 0)));
  /// Run a program whose place among their words is not known here.
  private static final Set<String> CONTAINERS = Set.of("docker", "podman", "nerdctl", "kubectl",
      "oc", "lxc", "incus", "nsenter", "unshare", "systemd-run", "firejail", "bwrap", "flatpak",
      "toolbox", "distrobox", "srun", "mpirun", "mpiexec", "strace", "ltrace", "numactl", "setpriv",
      "runcon", "proot", "fakeroot", "unbuffer", "xvfb-run", "dbus-run-session", "apptainer",
      "singularity", "chpst", "setuidgid", "softlimit", "caffeinate", "torsocks", "proxychains");

  private final List<String> words;

  /// How options and operands of a program are told from the program that it runs.
  ///
  /// @param valueOptions letters of options before a value
  /// @param longOptions names of those with two hyphens
  /// @param operands how many words come before the program
  private record Runner(String valueOptions, Set<String> longOptions, int operands) {}

  private ScriptWords(List<String> words) {
    this.words = words;
  }

  /// The words that are read as one script, with blanks between them, as indices; empty if no shell
  /// reads any.
  static List<Integer> of(List<String> words) {
    return new ScriptWords(words).from(0);
  }

  /// Whether a command reads a script from its standard input, or may do so.
  static boolean mayReadScript(List<String> words) {
    var script = of(words);
    return script.isEmpty()
        ? words.stream().anyMatch(word -> isShell(word) || name(word).equals("ssh"))
        : script.stream()
            .flatMap(i -> Stream.of(words.get(i).split("[\\s;&|()]+")))
            .anyMatch(ScriptWords::isShell);
  }

  private static boolean isShell(String word) {
    return word.equals("$SHELL") || SHELL.matcher(name(word)).matches();
  }

  private static String name(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }

  private List<Integer> from(int at) {
    if (at >= words.size()) {
      return List.of();
    }
    var word = words.get(at);
    var name = name(word);
    if (BEFORE_COMMANDS.contains(word) || word.matches("(?s)[A-Za-z_]\\w*\\+?=.*")) {
      return from(at + 1);
    }
    if (isShell(word)) {
      return scriptOfShell(words, at + 1).map(List::of).orElse(List.of());
    }
    if (name.equals("ssh") || name.equals("autossh")) {
      return rest(remoteCommand(at + 1));
    }
    if (name.equals("eval")) {
      return rest(at + 1);
    }
    if (name.equals("trap")) {
      return at + 1 < words.size() ? List.of(at + 1) : List.of();
    }
    if (name.equals("find")) {
      return executed(at + 1);
    }
    if (WITH_OPTION.contains(name)) {
      var script = behindOption(at + 1);
      if (script.isPresent()) {
        return List.of(script.get());
      }
    }
    var runner = RUNNERS.get(name);
    return runner != null
        ? from(behind(runner, at + 1))
        : CONTAINERS.contains(name) ? anywhere(at + 1) : List.of();
  }

  private List<Integer> rest(int from) {
    return IntStream.range(from, words.size()).boxed().toList();
  }

  /// The index of the word that a shell is given as its script; empty if it gets none.
  ///
  /// @param from the index of the word behind the shell's name
  public static Optional<Integer> scriptOfShell(List<String> words, int from) {
    boolean takesCode = false;
    int i = from;
    while (i < words.size() && words.get(i).matches("(?s)[-+].+")) {
      var option = words.get(i);
      boolean isCluster = !option.startsWith("--");
      takesCode |= isCluster && option.startsWith("-") && option.indexOf('c') > 0;
      boolean hasValue = option.matches(isCluster ? "[-+]\\w*[oO]" : "--(rc|init-)file");
      i += hasValue ? 2 : 1;
      if (option.equals("--")) {
        break;
      }
    }
    return takesCode && i < words.size() ? Optional.of(i) : Optional.empty();
  }

  /// Options may come before the host and behind it.
  private int remoteCommand(int from) {
    int i = from;
    for (boolean hasHost = false; i < words.size(); hasHost = true) {
      while (i < words.size() && words.get(i).matches("(?s)-.+")) {
        var option = words.get(i++);
        if (option.equals("--")) {
          return hasHost ? i : i + 1;
        }
        if (takesNext(option, SSH_WITH_VALUE)) {
          i++;
        }
      }
      if (hasHost) {
        return i;
      }
      i++;
    }
    return i;
  }

  /// Whether the value of the last option of a cluster is the next word.
  private static boolean takesNext(String cluster, String valueOptions) {
    for (int i = 1; i < cluster.length(); i++) {
      if (valueOptions.indexOf(cluster.charAt(i)) >= 0) {
        return i == cluster.length() - 1;
      }
    }
    return false;
  }

  private List<Integer> executed(int from) {
    for (int i = from; i < words.size(); i++) {
      if (words.get(i).matches("-(exec|execdir|ok|okdir)")) {
        var script = from(i + 1);
        if (!script.isEmpty()) {
          return script;
        }
      }
    }
    return List.of();
  }

  private Optional<Integer> behindOption(int from) {
    for (int i = from; i < words.size(); i++) {
      if (i + 1 < words.size() && words.get(i).matches("-[a-z]*c|--command")) {
        return Optional.of(i + 1);
      }
      if (words.get(i).matches("(?s)(-c|--command=).+")) {
        return Optional.of(i); // what comes before the command is as a part of its first word
      }
    }
    return Optional.empty();
  }

  private int behind(Runner runner, int from) {
    int i = from;
    while (i < words.size()) {
      var word = words.get(i);
      if (word.equals("--")) {
        i++;
        break;
      }
      if (!word.matches("(?s)-.+")) {
        break;
      }
      boolean hasValue = word.startsWith("--")
          ? runner.longOptions().contains(word.substring(2))
          : takesNext(word, runner.valueOptions());
      i += hasValue ? 2 : 1;
    }
    return i + runner.operands();
  }

  private List<Integer> anywhere(int from) {
    for (int i = from; i < words.size(); i++) {
      if (isShell(words.get(i))) {
        var script = scriptOfShell(words, i + 1);
        if (script.isPresent()) {
          return List.of(script.get());
        }
      }
    }
    return List.of();
  }
}
