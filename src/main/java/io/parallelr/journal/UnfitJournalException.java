package io.parallelr.journal;

import java.io.IOException;

/// A journal is not there, or says less than the other files of its run: what has been done cannot
/// be told.
public final class UnfitJournalException extends IOException {
  private static final long serialVersionUID = 1;

  UnfitJournalException(String message) {
    super(message);
  }
}
