package io.parallelr.run;

import io.parallelr.journal.RunDirectory;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Lists from standard input and pipes, in the directory of the run: so it can be resumed like any
/// other.
///
/// @param spec with the files there in their places
/// @param work likewise
public record KeptLists(RunSpec spec, RunWork work) {

  /// Writes what could be read only once.
  public static KeptLists of(RunSpec spec, RunWork work, RunDirectory directory)
      throws IOException {
    if (!(work instanceof RunWork.OfBatch(var batch, var headers, var warnings, var readOnce))
        || readOnce.isEmpty()) {
      return new KeptLists(spec, work);
    }
    var kept = new LinkedHashMap<Path, Path>();
    for (var list : readOnce.entrySet()) {
      var file = directory.list(kept.size() + 1);
      Files.write(file, NativeText.bytes(list.getValue()));
      kept.put(list.getKey(), file);
    }
    return new KeptLists(
        spec.withLists(kept),
        new RunWork.OfBatch(batch.withArgumentsAt(kept), headers, warnings, Map.of()));
  }
}
