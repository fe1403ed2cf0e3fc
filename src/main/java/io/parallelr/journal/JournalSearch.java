package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonObject;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Looks for some tasks in the journal of one run, however long that is: it is read once, and only
/// what is sought is kept.
public final class JournalSearch implements JournalReader.Visitor {
  private static final byte[] TASK = "\"task\":\"".getBytes(ISO_8859_1);
  private static final int HASHES = 1 << 16;

  private final String run;
  private final Map<String, Optional<Past>> sought = new HashMap<>();
  private final BitSet hashes = new BitSet(HASHES); // of their names

  private JournalSearch(String run, Collection<String> names) {
    this.run = run;
    for (var name : names) {
      sought.put(name, Optional.empty());
      var bytes = name.getBytes(UTF_8);
      hashes.set(hash(bytes, 0, bytes.length));
    }
  }

  /// What a journal says of tasks.
  ///
  /// @param directory of the run
  /// @param names of the tasks
  /// @return the latest of each of which it says anything
  /// @throws java.io.InterruptedIOException if this thread was interrupted; its flag is cleared
  /// @throws IOException if the journal is missing or cannot be read
  public static Map<String, Past> find(Path directory, Collection<String> names)
      throws IOException {
    var run = new RunDirectory(NativeText.nameOf(directory), directory);
    var search = new JournalSearch(run.id(), names);
    var files = run.journal();
    if (files.isEmpty()) {
      throw new IOException(run.results() + " is missing");
    }
    for (var file : files) {
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + " is not a regular file");
      }
      new JournalReader(file, search).read();
    }
    var found = new HashMap<String, Past>();
    search.sought.forEach((name, past) -> past.ifPresent(p -> found.put(name, p)));
    return found;
  }

  @Override
  public boolean isOfNoInterest(byte[] text, int from, int length) {
    for (int at = from + length - TASK.length; at > from; at--) { // it is one of the last fields
      if (text[at] == '"' && isTask(text, at)) {
        int name = at + TASK.length;
        int end = name;
        while (end < from + length && text[end] != '"') {
          if (text[end] == '\\') {
            return false; // is to be decoded first
          }
          end++;
        }
        return !hashes.get(hash(text, name, end));
      }
    }
    return true;
  }

  private static boolean isTask(byte[] text, int at) {
    for (int i = 1; i < TASK.length; i++) {
      if (text[at + i] != TASK[i]) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return (hash ^ (hash >>> 16)) & (HASHES - 1);
  }

  @Override
  public void entry(JournalEntry entry, JsonObject line) {
    sought.computeIfPresent(entry.task(), (_, before) -> Optional.of(
        new Past(
            run,
            entry.sequence(),
            entry.attempt(),
            entry.result(),
            entry.isFinal(),
            entry.byRequest(),
            entry.result().isEmpty() ? entry.stamp() : before.flatMap(Past::stamp))));
  }
}
