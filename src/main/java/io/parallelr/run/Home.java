package io.parallelr.run;

import io.parallelr.os.ForeignFileException;
import io.parallelr.os.NativeText;
import io.parallelr.os.PrivateFiles;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes sure that the home is its user's alone: whoever can write there can have commands run in
/// that user's name, and whoever can read there sees what tasks print.
public final class Home {
  private static final Logger log = LoggerFactory.getLogger(Home.class);
  /// What a home holds that is nothing else besides, and may so be closed to all others.
  private static final Set<String> OWN =
      Set.of("conf", "runs", "serve", "single", "workers", "workspace", "lost+found");
  private final Installation installation;
  private final Consumer<String> warn;

  /// @param warn called with what cannot be fixed
  public Home(Installation installation, Consumer<String> warn) {
    this.installation = installation;
    this.warn = warn;
  }

  /// Why a directory cannot be made or used.
  public static String reason(IOException e) {
    return e instanceof FileAlreadyExistsException exists
        ? exists.getFile() + " is not a directory"
        : Reason.withPath(e);
  }

  /// Refuses a home of another user. Takes the rights of others from one that is there, as 0.1.0
  /// left those that the umask gave.
  public void check() {
    for (var directory : directories()) {
      if (Files.exists(directory)) {
        requireOurs(directory);
      }
    }
    for (var directory : new Path[]{installation.runs(), installation.workers()}) {
      if (Files.isDirectory(directory)) {
        tighten(directory);
      }
    }
    checkItself();
  }

  /// Makes what is missing.
  public void make() {
    for (var directory : directories()) {
      try {
        PrivateFiles.makeDirectory(directory);
      } catch (ForeignFileException e) {
        throw refused(directory, e);
      } catch (IOException e) {
        throw new UserError(
            ExitStatus.INTERNAL,
            "cannot create %s: %s; make it writable or set PARALLELR_HOME"
                .formatted(directory, Reason.withPath(e)),
            e);
      }
    }
  }

  private Path[] directories() {
    return new Path[]{installation.home(), installation.runs(), installation.workers()};
  }

  /// A directory that holds other things besides may be open to others with good reason.
  private void checkItself() {
    var home = installation.home();
    if (!Files.isDirectory(home)) {
      return;
    }
    try {
      if (holdsOnlyOwn(home)) {
        tighten(home);
      } else if (PrivateFiles.isWritableByAll(home)) {
        warn.accept(
            ("%s is writable by all users, who can plant configuration files there; "
                + "run chmod o-w on it or set PARALLELR_HOME").formatted(home));
      }
    } catch (IOException | UnsupportedOperationException e) {
      warn.accept("cannot tell who may write to %s: %s".formatted(home, e.getMessage()));
    }
  }

  private static boolean holdsOnlyOwn(Path home) throws IOException {
    try (var names = Files.newDirectoryStream(home)) {
      for (var path : names) {
        if (!OWN.contains(NativeText.nameOf(path))) {
          return false;
        }
      }
      return true;
    }
  }

  private void tighten(Path directory) {
    try {
      PrivateFiles.tighten(directory);
    } catch (IOException e) {
      warnOpen(directory, Reason.of(e));
    } catch (UnsupportedOperationException e) {
      warnOpen(directory, "its file system has no permissions");
    }
  }

  private void warnOpen(Path directory, String reason) {
    warn.accept(
        "other users may read %s, and that cannot be changed: %s".formatted(directory, reason));
  }

  private static void requireOurs(Path directory) {
    try {
      PrivateFiles.requireOurs(directory);
    } catch (ForeignFileException e) {
      throw refused(directory, e);
    } catch (IOException e) {
      throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
    }
  }

  private static UserError refused(Path directory, ForeignFileException e) {
    return new UserError(
        ExitStatus.USAGE,
        "%s: %s; set PARALLELR_HOME to a directory that you own, or run parallelr as %s"
            .formatted(directory, Reason.of(e), e.owner()),
        e);
  }

  /// Makes sure that what a run says it was asked to do comes from its user: it is done again in
  /// that user's name.
  ///
  /// @throws UserError if anybody else could have written it
  public static void requireTrusted(Path run) {
    for (var file : new Path[]{run, run.resolve("request.json"), run.resolve("results.jsonl")}) {
      try {
        if (Files.exists(file)) {
          PrivateFiles.requireOurs(file);
          if (PrivateFiles.isWritableByAll(file)) {
            throw new UserError(
                ExitStatus.USAGE,
                ("%s is writable by all users, so anybody may have put commands there; "
                    + "check it, then run chmod o-w on it")
                    .formatted(file));
          }
          PrivateFiles.tighten(file);
        }
      } catch (ForeignFileException e) {
        throw new UserError(ExitStatus.USAGE, Reason.withPath(e) + "; run it as that user", e);
      } catch (IOException e) {
        throw new UserError(ExitStatus.USAGE, Reason.withPath(e), e);
      } catch (UnsupportedOperationException e) {
        log.debug("{} is on a file system without permissions", file);
      }
    }
  }
}
