package io.parallelr.os;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// How busy this machine is, as Linux reports it; proc(5). Each look reads a small file or two.
public final class MachineLoad {
  private static final long KIB = 1024;

  private MachineLoad() {}

  /// The load average of the last minute; empty where it is not reported.
  public static OptionalDouble average() {
    return read("/proc/loadavg").map(text -> text.substring(0, text.indexOf(' ')))
        .map(Double::parseDouble)
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }

  /// How many bytes tasks can still take before memory is short: what the machine has, or the
  /// control group of this process allows if that is less. Empty where it is not reported.
  public static OptionalLong availableMemory() {
    var ofMachine = read("/proc/meminfo").flatMap(text -> field(text, "MemAvailable:"));
    return ofMachine.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            Math.min(ofMachine.get() * KIB, ofControlGroup().orElse(Long.MAX_VALUE)));
  }

  /// How many bytes of memory this machine has; empty if it does not report that.
  public static OptionalLong totalMemory() {
    var total = read("/proc/meminfo").flatMap(text -> field(text, "MemTotal:"));
    return total.isEmpty() ? OptionalLong.empty() : OptionalLong.of(total.get() * KIB);
  }

  /// What is left of the limit of version 2 of control groups; files that were only read do not
  /// count as used.
  private static OptionalLong ofControlGroup() {
    return ControlGroup.andThoseAround()
        .stream()
        .map(MachineLoad::ofControlGroup)
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  private static OptionalLong ofControlGroup(String directory) {
    var limit = read(directory + "/memory.max").flatMap(MachineLoad::number);
    var used = read(directory + "/memory.current").flatMap(MachineLoad::number);
    var cache =
        read(directory + "/memory.stat").flatMap(text -> field(text, "inactive_file"));
    return limit.isPresent() && used.isPresent()
        ? OptionalLong.of(Math.max(0, limit.get() - used.get() + cache.orElse(0L)))
        : OptionalLong.empty();
  }

  /// The share of the last ten seconds, in percent, in which something waited for a resource: `some
  /// avg10` of pressure stall information.
  ///
  /// @param resource `cpu`, `memory` or `io`
  /// @return empty if the kernel does not report it
  public static OptionalDouble pressure(String resource) {
    return read("/proc/pressure/" + resource).stream()
        .flatMap(text -> Stream.of(text.lines().findFirst().orElse("").split(" ")))
        .filter(word -> word.startsWith("avg10="))
        .mapToDouble(word -> Double.parseDouble(word.substring(6)))
        .findFirst();
  }

  private static Optional<Long> field(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .flatMap(line -> number(line.substring(name.length()).replace("kB", "")));
  }

  private static Optional<Long> number(String text) {
    var digits = text.strip();
    return digits.matches("\\d{1,18}") ? Optional.of(Long.parseLong(digits)) : Optional.empty();
  }

  private static Optional<String> read(String file) {
    try (var in = new FileInputStream(file)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty(); // not Linux, or not configured
    }
  }
}
