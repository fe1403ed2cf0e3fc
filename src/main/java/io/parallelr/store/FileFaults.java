package io.parallelr.store;

import io.parallelr.os.Errno;
import io.parallelr.os.NativeText;
import io.parallelr.store.StoreException.Kind;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says what problems of a file mean, and what is to be done.
record FileFaults(Path file) {
  private static final Logger log = LoggerFactory.getLogger(FileFaults.class);

  String name() {
    return NativeText.of(file);
  }

  /// What a problem is.
  StoreException of(IOException problem) {
    if (problem instanceof StoreException known) {
      return known;
    }
    var errno = Errno.of(problem);
    if (errno.filter(n -> n == Errno.ENOSPC || n == Errno.EDQUOT).isPresent()) {
      return full(problem);
    }
    return problem instanceof AccessDeniedException
        || errno.filter(n -> n == Errno.EROFS || n == Errno.EACCES).isPresent()
            ? new StoreException(
                Kind.READ_ONLY,
                "%s: %s; give a directory that this user can write".formatted(
                    name(),
                    Reason.withPath(problem)),
                problem)
            : new StoreException(Kind.BROKEN, name() + ": " + Reason.withPath(problem), problem);
  }

  StoreException full(Exception problem) {
    return new StoreException(
        Kind.FULL,
        "%s cannot be written: no space left; free some, nothing else has to be done"
            .formatted(name()),
        problem);
  }

  /// A line that cannot be read.
  StoreException damaged(int line, Exception problem) {
    return new StoreException(
        Kind.BROKEN,
        "%s:%d: is damaged (%s); restore it from a backup, or move it away to start without jobs"
            .formatted(name(), line, problem.getMessage()),
        problem);
  }

  /// Notes a problem that harms nothing by now.
  void log(IOException problem) {
    log.warn("{} stays longer than it has to be: {}", file, Reason.withPath(problem));
  }
}
