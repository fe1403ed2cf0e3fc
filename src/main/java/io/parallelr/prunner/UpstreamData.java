package io.parallelr.prunner;

import io.parallelr.json.JsonValues;
import io.parallelr.os.NativeText;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import io.parallelr.task.Count;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file in which the original keeps its jobs. It is read once, and never written; what tasks
/// have printed is in files that have the same names here.
public final class UpstreamData {
  private static final Logger log = LoggerFactory.getLogger(UpstreamData.class);
  private static final String FILE = "data.json";
  private static final String TAKEN_OVER = "prunner.upstream";
  private static final int AT_ONCE = 500; // jobs

  private UpstreamData() {}

  /// Takes over what the original has left in a directory of data, unless that was done before. To
  /// be called before the server starts.
  ///
  /// @throws IOException if the file cannot be read, or the jobs cannot be stored; the message is
  ///   for the user
  public static void takeOver(Path data, JobStore store, Instant now) throws IOException {
    var file = data.resolve(FILE);
    if (store.setting(TAKEN_OVER).isPresent() || !NativeText.file(file).exists()) {
      return;
    }
    var rows = rows(file, now);
    for (int i = 0; i < rows.size(); i += AT_ONCE) {
      store.add(rows.subList(i, Math.min(rows.size(), i + AT_ONCE)));
    }
    store.set(TAKEN_OVER, now.toString());
    log.info("took over {} from {}", Count.of(rows.size(), "job"), NativeText.of(file));
  }

  /// The oldest first.
  private static List<JobRow> rows(Path file, Instant now) throws IOException {
    var rows = new ArrayList<JobRow>();
    for (var job : new UpstreamFields(content(file)).objects("Jobs")) {
      try {
        rows.add(new UpstreamJob(job, now).row());
      } catch (IllegalArgumentException e) {
        log.warn(
            "{}: job {} is left out: {}",
            NativeText.of(file),
            job.text("ID"),
            e.getMessage());
      }
    }
    rows.sort(Comparator.comparing(JobRow::created));
    return rows;
  }

  private static Map<String, @Nullable Object> content(Path file) throws IOException {
    try {
      return JsonValues.object(Files.readString(file));
    } catch (IOException e) {
      throw new IOException(
          "loading from store: loading data: %s: %s; repair it, or move it away"
              .formatted(NativeText.of(file), Reason.of(e)),
          e);
    }
  }
}
