package io.parallelr.store;

import java.util.Locale;

/// Texts without the difference between capital and small letters.
final class CaseFolding {
  private CaseFolding() {}

  static String folded(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT); // for ß, and both sigmas
  }
}
