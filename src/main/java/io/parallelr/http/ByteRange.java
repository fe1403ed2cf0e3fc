package io.parallelr.http;

import java.util.Optional;
import java.util.regex.Pattern;

/// A part of a file that a client asked for.
///
/// @param from the first byte, from 0
/// @param length how many, at least one
record ByteRange(long from, long length) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /// The range of a header `Range`. Absent if it asks for none or for several, or cannot be read:
  /// then the whole is sent (RFC 9110, 14.2).
  ///
  /// @throws HttpError if there is nothing in the file at this place
  static Optional<ByteRange> parse(String header, long size) {
    var found = RANGE.matcher(header.strip());
    if (!found.matches() || (found.group(1).isEmpty() && found.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (found.group(1).isEmpty()) {
      long length = Math.min(Long.parseLong(found.group(2)), size);
      return Optional.of(existing(size - length, size, size));
    }
    long from = Long.parseLong(found.group(1));
    if (found.group(2).isEmpty()) {
      return Optional.of(existing(from, size, size));
    }
    long end = Long.parseLong(found.group(2)) + 1;
    return end <= from
        ? Optional.empty()
        : Optional.of(existing(from, Math.min(end, size), size));
  }

  private static ByteRange existing(long from, long end, long size) {
    if (from >= end) {
      throw HttpError.rangeNotSatisfiable(size);
    }
    return new ByteRange(from, end - from);
  }

  /// For the header `Content-Range`.
  String text(long size) {
    return "bytes %d-%d/%d".formatted(from, from + length - 1, size);
  }
}
