package io.parallelr.backup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an archive is limited to.
///
/// @param since when the oldest job in it was submitted; empty for any time
/// @param pipelines the only ones whose jobs are in it, or names of tasks; empty for all
/// @param workspaces whether the directories that tasks work in are in it
public record ExportScope(Optional<Instant> since, List<String> pipelines, boolean workspaces) {
  public ExportScope {
    pipelines = List.copyOf(pipelines);
  }
}
