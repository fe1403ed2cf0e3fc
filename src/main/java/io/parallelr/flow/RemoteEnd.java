package io.parallelr.flow;

import io.parallelr.batch.ShellWords;
import java.util.ArrayList;
import java.util.List;

/// Ends a command on another host when the ssh that started it goes away: by a time limit, a
/// signal, or a lost connection. sshd alone closes the command's output and lets it run on; a
/// terminal (`ssh -tt`) would end it, but mixes standard error into standard output.
///
/// Here, ssh gets a standard input that stays open as long as it runs: a FIFO that it has opened for
/// reading and writing itself. There, a shell runs the command without input, and a second one reads
/// what ssh sends, which is nothing until it is gone: it then sends SIGTERM, and after five seconds
/// SIGKILL, to the process group that sshd has made for the command.
final class RemoteEnd {
  /// The placeholder for the command in the words of an execution type.
  static final String PLACEHOLDER = "{supervised}";

  private static final String HERE =
      "d=$(mktemp -d) && mkfifo \"$d/in\" && exec 0<>\"$d/in\" && rm -r \"$d\" && exec \"$@\"; exit 126";

  private static final String THERE =
      "exec 3<&0 </dev/null; (trap \"\" TERM; while read -r _; do :; done <&3; kill -TERM 0; sleep 5; "
          + "kill -KILL 0) >/dev/null 2>&1 & w=$!; exec 3<&-; \"$@\"; r=$?; kill -KILL $w; exit $r";

  private RemoteEnd() {}

  /// Makes a command line whose end also ends the command on the other host.
  ///
  /// @param words of the command line
  /// @param index of the word that is the command there
  /// @param command the words of that command
  static List<String> supervised(List<String> words, int index, List<String> command) {
    var there = new ArrayList<>(List.of("sh", "-c", THERE, "tasker"));
    there.addAll(command);
    var line = new ArrayList<>(List.of("/bin/sh", "-c", HERE, "tasker"));
    line.addAll(words);
    line.set(line.size() - words.size() + index, ShellWords.quote(there));
    return List.copyOf(line);
  }
}
