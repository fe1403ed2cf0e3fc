package io.parallelr.journal;

import java.io.IOException;

/// A journal is not there, or says less than the other files of its run: it is unknown what has
/// been done.
public final class UnusableJournalException extends IOException {
  private static final long serialVersionUID = 1;

  UnusableJournalException(String message) {
    super(message);
  }
}
