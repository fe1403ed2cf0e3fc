package io.parallelr.backup;

import io.parallelr.os.PrivateFiles;
import io.parallelr.serve.KeptData;
import io.parallelr.store.Restoration;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.commons.io.file.PathUtils;

/// Restores a backup.
public final class Import {
  private static final String CHECKS = ".checks";

  private Import() {}

  /// What was restored.
  ///
  /// @param created when the backup was taken
  /// @param contents what there was before jobs were ended that had not
  public record Result(Instant created, String version, Contents contents) {}

  /// Restores one into a data directory without jobs. All is there then, or nothing is changed.
  ///
  /// @param keepsWaiting whether jobs that have not begun go on waiting; else they are canceled
  /// @throws RefusedException if the directory cannot be used, or the archive is not a whole one
  public static Result restore(InputStream archive, Path data, boolean keepsWaiting)
      throws IOException {
    try (var restoration =
        Restoration.begin(data, List.of(KeptData.LOGS, Workspaces.DIRECTORY))) {
      var manifest = unpacked(archive, restoration.staging());
      var found = Contents.of(
          restoration.settle(
              keepsWaiting,
              manifest.created(),
              keepsWaiting
                  ? List.of(KeptData.RUNS)
                  // what was due since has run elsewhere, and is not to be made up for
                  : List.of(KeptData.RUNS, KeptData.SCHEDULES)));
      if (!found.equals(manifest.contents())) {
        throw new RefusedException("its manifest does not fit the database in it");
      }
      restoration.finish();
      return new Result(manifest.created(), manifest.version(), found);
    } catch (StoreException e) {
      throw switch (e.kind()) {
        case IN_USE, OCCUPIED, NEWER, MISSING, BROKEN -> new RefusedException(Reason.of(e), e);
        case FULL, READ_ONLY -> e;
      };
    }
  }

  private static Manifest unpacked(InputStream archive, Path directory) throws IOException {
    var checks = directory.resolve(CHECKS);
    PrivateFiles.makeDirectory(checks);
    var manifest = new ArchiveReader(checks).read(archive, new Unpacking(directory));
    if (!Files.exists(directory.resolve(Export.DATABASE))) {
      throw new RefusedException("it has no database");
    }
    var _ = PathUtils.deleteDirectory(checks);
    return manifest;
  }
}
