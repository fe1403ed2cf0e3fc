package io.parallelr.backup;

import io.parallelr.os.NativeText;
import io.parallelr.serve.KeptData;
import io.parallelr.store.Snapshot;
import io.parallelr.store.StoreException;
import io.parallelr.task.Reason;
import io.parallelr.workspace.WorkspaceTree;
import io.parallelr.workspace.Workspaces;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.Set;

/// A backup that is being made: the copy of the database is taken when it is begun, and then what
/// the jobs in that have printed. For one thread.
public final class Export implements AutoCloseable {
  static final String DATABASE = "jobs.db";
  private static final int PRIVATE_FILE = 0600;

  private final Path data;
  private final Drafts drafts;
  private final Snapshot snapshot;
  private final Manifest manifest;

  /// What was written.
  ///
  /// @param bytes of the files before they were compressed
  /// @param leftOut how many sockets, pipes and unreadable files of workspaces were passed over
  public record Result(Contents contents, long files, long bytes, long leftOut) {}

  private Export(Path data, Drafts drafts, Snapshot snapshot, Manifest manifest) {
    this.data = data;
    this.drafts = drafts;
    this.snapshot = snapshot;
    this.manifest = manifest;
  }

  /// Takes the copy of the database. A server may use it meanwhile. Blocks the system's thread.
  ///
  /// @param data the directory of all that a server keeps
  /// @param place a directory where there is room for the copy
  /// @param version of this product
  /// @throws RefusedException if there is nothing to be exported
  @SuppressWarnings("MustBeClosedChecker")
  public static Export begin(Path data, Path place, ExportScope limits, String version, Instant now)
      throws IOException {
    if (!Files.isDirectory(data)) {
      throw new RefusedException(
          "there is no data directory %s; give that of a server".formatted(NativeText.of(data)));
    }
    var drafts = Drafts.in(place);
    boolean isDone = false;
    try {
      var snapshot = Snapshot.take(
          data,
          drafts.path(),
          new Snapshot.Scope(limits.since(), Set.copyOf(limits.pipelines())));
      var manifest = new Manifest(version, now, limits, Contents.of(snapshot.counts()));
      isDone = true;
      return new Export(data, drafts, snapshot, manifest);
    } catch (StoreException e) {
      throw switch (e.kind()) {
        case MISSING, NEWER -> new RefusedException(Reason.of(e), e);
        case FULL, IN_USE, OCCUPIED, READ_ONLY, BROKEN -> e;
      };
    } finally {
      if (!isDone) {
        drafts.close();
      }
    }
  }

  /// Writes the archive.
  ///
  /// @param out which is not closed
  public Result write(OutputStream out) throws IOException {
    var archive = new ArchiveWriter(out, drafts.path(), manifest.created());
    archive.text(Manifest.NAME, manifest.text());
    try (var content = Files.newInputStream(snapshot.file())) {
      archive.file(
          new TarWriter.Member(DATABASE, PRIVATE_FILE, manifest.created()),
          Files.size(snapshot.file()),
          content);
    }
    snapshot.ids(id -> logs(id, archive));
    var tasks = new Tasks(archive);
    if (manifest.limits().workspaces()) {
      var workspaces = new Workspaces(data.resolve(Workspaces.DIRECTORY), Long.MAX_VALUE);
      snapshot.names(name -> WorkspaceTree.walk(workspaces.directory(name), tasks));
    }
    archive.finish();
    return new Result(manifest.contents(), archive.files(), archive.bytes(), tasks.leftOut);
  }

  /// What a job has printed so far, as it is: what comes while it is copied is left out.
  private void logs(String job, ArchiveWriter archive) throws IOException {
    try (var files = Files.newDirectoryStream(data.resolve(KeptData.LOGS).resolve(job))) {
      for (var file : files) {
        log(job, file, archive);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // it has printed nothing, or was deleted since
    }
  }

  private static void log(String job, Path file, ArchiveWriter archive) throws IOException {
    try {
      var attributes = Files.readAttributes(
          file,
          BasicFileAttributes.class,
          LinkOption.NOFOLLOW_LINKS);
      if (attributes.isRegularFile()) {
        try (var content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
          archive.file(
              new TarWriter.Member(
                  "%s/%s/%s".formatted(KeptData.LOGS, job, NativeText.nameOf(file)),
                  PRIVATE_FILE,
                  attributes.lastModifiedTime().toInstant()),
              attributes.size(),
              content);
        }
      }
    } catch (NoSuchFileException e) {
      // it was deleted since
    }
  }

  /// Writes the workspaces of tasks.
  private static final class Tasks implements WorkspaceTree.Visitor {
    private final ArchiveWriter archive;
    private long leftOut;

    Tasks(ArchiveWriter archive) {
      this.archive = archive;
    }

    private static TarWriter.Member member(String path, PosixFileAttributes attributes) {
      return new TarWriter.Member(
          Workspaces.DIRECTORY + '/' + path,
          Modes.number(attributes.permissions()),
          attributes.lastModifiedTime().toInstant());
    }

    @Override
    public void directory(String path, PosixFileAttributes attributes) throws IOException {
      archive.directory(member(path, attributes));
    }

    @Override
    public void file(String path, PosixFileAttributes attributes, InputStream content)
        throws IOException {
      archive.file(member(path, attributes), attributes.size(), content);
    }

    @Override
    public void link(String path, PosixFileAttributes attributes, String target)
        throws IOException {
      archive.link(member(path, attributes), target);
    }

    @Override
    public void leftOut(String path) {
      leftOut++;
    }
  }

  @Override
  public void close() throws IOException {
    try (drafts) {
      snapshot.close();
    }
  }
}
