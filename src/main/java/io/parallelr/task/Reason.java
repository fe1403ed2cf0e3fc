package io.parallelr.task;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;

/// Says in words why the file system refused something: many messages of the JDK are a bare path.
///
/// Always use this in place of `getMessage()` where a user reads the result.
public final class Reason {
  private Reason() {}

  /// The reason alone, such as `permission denied`: for messages that name the file themselves.
  public static String of(Exception problem) {
    return switch (unwrapped(problem)) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "not found";
      case FileAlreadyExistsException _ -> "already exists";
      case NotDirectoryException _ -> "not a directory";
      case DirectoryNotEmptyException _ -> "directory not empty";
      case NotLinkException _ -> "not a symbolic link";
      case FileSystemLoopException _ -> "too many levels of symbolic links";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      case FileSystemException _ -> "the file system refused it";
      case FileNotFoundException e -> inParentheses(message(e));
      case CharacterCodingException _ -> "not valid UTF-8";
      case Exception e -> message(e);
    };
  }

  /// The file and the reason, such as `/srv/q: permission denied`: for messages that do not name
  /// the file, or name another.
  public static String withPath(Exception problem) {
    return switch (unwrapped(problem)) {
      case FileSystemException e when e.getFile() != null -> paths(e) + ": " + of(e);
      case FileNotFoundException e -> {
        var message = message(e);
        int begin = message.lastIndexOf(" (");
        yield begin > 0 ? message.substring(0, begin) + ": " + of(e) : message;
      }
      case Exception e -> of(e);
    };
  }

  private static String paths(FileSystemException e) {
    return e.getOtherFile() == null ? e.getFile() : e.getFile() + " -> " + e.getOtherFile();
  }

  /// What an exception holds that says nothing itself.
  private static Exception unwrapped(Exception problem) {
    boolean isWrapper = problem instanceof DirectoryIteratorException
        || (problem instanceof UncheckedIOException
            && message(problem).equals(String.valueOf(problem.getCause())));
    return isWrapper && problem.getCause() instanceof Exception cause ? cause : problem;
  }

  private static String message(Exception e) {
    return e.getMessage() == null || e.getMessage().isBlank()
        ? e.getClass().getSimpleName()
        : e.getMessage();
  }

  /// The JDK's form is `file (reason)`.
  private static String inParentheses(String message) {
    int begin = message.lastIndexOf(" (");
    return begin > 0 && message.endsWith(")")
        ? message.substring(begin + 2, message.length() - 1)
        : message;
  }
}
