package io.parallelr.os;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;

/// Why a call of the system failed; errno(3). The numbers are those of Linux, the texts those of
/// the C locale, which the JDK has in its messages in place of numbers.
public enum Errno {
  EPERM(1, "Operation not permitted"), ENOENT(2, "No such file or directory"), EIO(5,
      "Input/output error"), E2BIG(7, "Argument list too long"), ENOEXEC(8,
          "Exec format error"), EAGAIN(11, "Resource temporarily unavailable"), ENOMEM(12,
              "Cannot allocate memory"), EACCES(13, "Permission denied"), ENOTDIR(20,
                  "Not a directory"), ENFILE(23, "Too many open files in system"), EMFILE(24,
                      "Too many open files"), ETXTBSY(26, "Text file busy"), ENOSPC(28,
                          "No space left on device"), EROFS(30,
                              "Read-only file system"), EDQUOT(122, "Disk quota exceeded");

  private final int number;
  private final String text;

  Errno(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /// The one of a number; empty if it is none of these.
  public static Optional<Errno> of(int number) {
    return Stream.of(values()).filter(e -> e.number == number).findFirst();
  }

  /// The one that a message of the JDK tells of; empty if it tells of none of these.
  public static Optional<Errno> of(IOException problem) {
    var message = String.valueOf(problem.getMessage());
    return Stream.of(values()).filter(e -> message.contains(e.text)).findFirst();
  }

  public int number() {
    return number;
  }

  /// What strerror(3) says.
  public String text() {
    return text;
  }

  /// Whether the machine lacks something that it may have in a moment.
  public boolean isShortage() {
    return switch (this) {
      case EAGAIN, ENOMEM, ENFILE, EMFILE -> true;
      default -> false;
    };
  }

  /// Whether a file system takes nothing more, for any file.
  public boolean isOfStorage() {
    return switch (this) {
      case ENOSPC, EDQUOT, EROFS, EIO -> true;
      default -> false;
    };
  }
}
