package io.parallelr.task;

import java.util.List;
import java.util.Locale;

/// Numbers of bytes for people, with units of 1,024: `34.7 MiB`.
public final class Size {
  private static final int STEP = 1024;
  private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

  private Size() {}

  public static String of(long bytes) {
    if (bytes < STEP) {
      return bytes + " B";
    }
    double size = bytes / (double) STEP;
    int unit = 0;
    while (size >= STEP) {
      size /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, UNITS.get(unit));
  }
}
