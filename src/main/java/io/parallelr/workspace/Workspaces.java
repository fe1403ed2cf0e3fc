package io.parallelr.workspace;

import java.io.IOException;
import java.nio.file.Path;

/// The workspaces of all jobs, each a directory of its own. For any threads.
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString", "MissingSummary"}) // until it is there
public final class Workspaces {
  private final Path root;
  private final long quota;

  /// @param root absolute; made if it is missing
  /// @param quota how many bytes uploads may make of each workspace; [Long#MAX_VALUE] for no limit
  public Workspaces(Path root, long quota) {
    this.root = root;
    this.quota = quota;
  }

  /// The workspace of a name, whether it exists or not.
  ///
  /// @param name any text; it becomes one component of a path
  public Workspace of(String name) {
    return new Workspace(directory(name));
  }

  /// Where the workspace of a name is.
  public Path directory(String name) {
    throw new UnsupportedOperationException(root + name + quota);
  }

  /// Makes the workspace of a name, empty.
  public void create(String name) throws IOException {
    throw new UnsupportedOperationException(name);
  }

  /// Deletes the workspace of a name, with all that is in it; it cannot be seen any more from the
  /// first moment.
  public void delete(String name) throws IOException {
    throw new UnsupportedOperationException(name);
  }
}
