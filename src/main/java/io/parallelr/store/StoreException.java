package io.parallelr.store;

import java.io.IOException;

/// The store cannot be opened, read or written. The message says what is wrong and what to do, as a
/// sentence without its full stop.
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1;
  private final Kind kind;

  /// What kind of problem it is.
  public enum Kind {
    /// There is no space left, or the quota is used up: it may be written later.
    FULL,
    /// Another server uses it.
    IN_USE,
    /// There is none.
    MISSING,
    /// There are jobs already.
    OCCUPIED,
    /// It was written by a newer version.
    NEWER,
    /// It cannot be written by this user, or at all.
    READ_ONLY,
    /// It is damaged, or something else is wrong.
    BROKEN
  }

  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
