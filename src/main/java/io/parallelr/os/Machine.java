package io.parallelr.os;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The machine this runs on.
public final class Machine {
  private Machine() {}

  /// Its name. Asked of the kernel first: a name server may take its time.
  public static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException unknown) {
        return "localhost";
      }
    }
  }

  /// Links the C library's calls, which takes a tenth of the time of a short run.
  public static void prepare() {
    boolean _ = Spawner.isSupported();
  }

  /// Saves address space where the launcher has found a limit for it (`ulimit -v`): by itself the C
  /// library sets much of it aside for each of the first threads.
  public static void saveAddressSpace() {
    if (System.getProperty("parallelr.memory") != null && Spawner.isSupported()) {
      PosixProcesses.limitArenas(1);
    }
  }

  /// Tells the kernel that runs from all others, itself before the last boot included: process
  /// numbers and locks mean nothing beyond it; random(4). The machine's name where the kernel has no
  /// such number.
  public static String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return hostName();
    }
  }

  /// When it was started, to the second; empty where that cannot be determined.
  public static Optional<Instant> bootTime() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      return lines.filter(line -> line.startsWith("btime "))
          .map(line -> Instant.ofEpochSecond(Long.parseLong(line.substring(6).strip())))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /// Tells the processes whose numbers mean something here from those in other containers;
  /// pid_namespaces(7). Empty where the kernel does not say.
  public static String pidNamespace() {
    return pidNamespace("self");
  }

  /// The same of a process; empty too if it has ended or is not for us to see.
  public static String pidNamespaceOf(int pid) {
    return pidNamespace(Integer.toString(pid));
  }

  private static String pidNamespace(String process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", process, "ns", "pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
