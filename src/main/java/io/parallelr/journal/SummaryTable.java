package io.parallelr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.os.NativeText;
import io.parallelr.task.Printable;
import io.parallelr.task.TaskResult;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// The rows of `summary.csv`: semicolons between fields, quoting as RFC 4180 has it, one row
/// a task.
public final class SummaryTable {
  static final byte[] HEAD = """
      start_time;end_time;status;process_id;worker_id;task_file;command;exit_code;\
      duration_seconds;memory_mb;cpu_percent;error_message;\
      sequence;task;arguments;attempt;stdout_file;stderr_file""".getBytes(UTF_8);

  private final Path run;
  private final Timestamps timestamps;
  private final Function<List<String>, String> quote;

  /// @param quote how a command is written as one string
  public SummaryTable(Session session, Function<List<String>, String> quote) {
    this.run = session.directory();
    this.timestamps = new Timestamps(session.zone());
    this.quote = quote;
  }

  byte[] row(TaskResult r) {
    var row = new StringBuilder(200);
    for (var field : List.of(
        timestamps.format(r.started()),
        timestamps.format(r.ended()),
        r.status().name(),
        r.pid() > 0 ? Long.toString(r.pid()) : "",
        Integer.toString(r.slot()),
        r.task().input().taskFile().map(this::shown).orElse(""),
        quote.apply(r.task().command()),
        Descriptions.exitCode(r).map(Object::toString).orElse(""),
        Descriptions.durationSeconds(r.elapsed()).toPlainString(),
        Descriptions.memory(r).map(Object::toString).orElse(""),
        Descriptions.decimal(r.cpuPercent(), 1).toPlainString(),
        Descriptions.error(r).orElse(""),
        // new columns come last: readers may count
        Integer.toString(r.task().sequence()),
        r.task().name(),
        quote.apply(r.task().input().arguments()),
        Integer.toString(r.task().attempt()),
        Descriptions.file(r.stdout(), run).orElse(""),
        Descriptions.file(r.stderr(), run).orElse(""))) {
      row.append(row.isEmpty() ? "" : ";").append(quoted(field));
    }
    return row.toString().getBytes(UTF_8);
  }

  /// A name that is not UTF-8 is written as a shell takes it: it must not spoil the whole table for
  /// its readers.
  private String shown(Path path) {
    var text = NativeText.of(path);
    return NativeText.isUtf8(text) ? text : quote.apply(List.of(text));
  }

  private static String quoted(String text) {
    boolean isAscii = true;
    boolean isPlain = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      isAscii &= c < 0x80;
      isPlain &= c != ';' && c != '"' && c != '\n' && c != '\r';
    }
    var field = isAscii || NativeText.isUtf8(text) ? text : Printable.of(text);
    return isPlain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
