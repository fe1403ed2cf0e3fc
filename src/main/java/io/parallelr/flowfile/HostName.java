package io.parallelr.flowfile;

import java.util.regex.Pattern;

/// The syntax of host names; RFC 1123, section 2.1.
final class HostName {
  private static final Pattern NAME = Pattern.compile(
      "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
          + "(\\.[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*");
  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
  private static final Pattern IPV4 = Pattern.compile(
      "((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.|$)){4}");

  private HostName() {}

  static boolean isValid(String name) {
    return DIGITS_AND_DOTS.matcher(name).matches()
        ? IPV4.matcher(name).matches() && !name.endsWith(".")
        : NAME.matcher(name).matches();
  }
}
