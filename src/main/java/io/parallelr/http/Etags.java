package io.parallelr.http;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Compares the names of versions (RFC 9110, 8.8.3).
final class Etags {
  private static final Pattern ETAG = Pattern.compile("\\*|(?:W/)?\"[^\"]*\"");

  private Etags() {}

  /// Whether the lists of a header name this version, or any.
  static boolean areAmong(List<String> headers, String etag) {
    return headers.stream()
        .flatMap(header -> ETAG.matcher(header).results())
        .map(MatchResult::group)
        .anyMatch(known -> known.equals("*") || strong(known).equals(strong(etag)));
  }

  private static String strong(String etag) {
    return etag.startsWith("W/") ? etag.substring(2) : etag;
  }
}
