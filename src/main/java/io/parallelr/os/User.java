package io.parallelr.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A user of this system.
///
/// @param id the number by which the kernel knows the user
/// @param name as the user database has it; the number where it has none
public record User(int id, String name) {
  private static final Path PROC_SELF_STATUS = Path.of("/proc/self/status");

  /// The one whose rights this process has.
  ///
  /// @throws IOException if it cannot be determined
  public static User current() throws IOException {
    if (Files.isReadable(PROC_SELF_STATUS)) {
      int id = ids(ProcessTable.readAll(PROC_SELF_STATUS.toString())).orElseThrow()[1];
      return new User(id, System.getProperty("user.name", Integer.toString(id)));
    }
    var probe = Files.createTempFile("owner", ""); // what is made belongs to whoever makes it
    try {
      return ownerOf(probe);
    } finally {
      Files.delete(probe);
    }
  }

  /// The owner of a file; of a symbolic link itself, not of what it points at.
  public static User ownerOf(Path file) throws IOException {
    return owner(file, LinkOption.NOFOLLOW_LINKS);
  }

  /// The owner of a file, or of what a symbolic link points at.
  public static User ownerOfTarget(Path file) throws IOException {
    return owner(file);
  }

  private static User owner(Path file, LinkOption... options) throws IOException {
    return new User(
        (int) Files.getAttribute(file, "unix:uid", options),
        Files.getOwner(file, options).getName());
  }

  /// Who a process belongs to; empty if there is none of that number, or it cannot be determined.
  ///
  /// A program that has more rights than whoever started it belongs to neither.
  public static Optional<User> ofProcess(int pid) {
    try {
      var ids = ids(ProcessTable.readAll("/proc/" + pid + "/status"));
      return ids.filter(i -> i[0] == i[1] && i[1] == i[2])
          .map(i -> new User(i[0], nameOf(pid, i[0])));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String nameOf(int pid, int id) {
    try {
      var owner = ownerOf(Path.of("/proc/" + pid));
      return owner.id() == id ? owner.name() : Integer.toString(id); // root, if it may not be
                                                                     // traced
    } catch (IOException e) {
      return Integer.toString(id);
    }
  }

  /// The real, effective and saved number, from the status of a process; proc(5).
  private static Optional<int[]> ids(String status) {
    return status.lines()
        .filter(line -> line.startsWith("Uid:"))
        .findFirst()
        .map(
            line -> Arrays.stream(line.substring("Uid:".length()).strip().split("\\s+", -1))
                .mapToInt(Integer::parseUnsignedInt)
                .toArray());
  }
}
