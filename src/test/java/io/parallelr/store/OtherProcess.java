package io.parallelr.store;

import static io.parallelr.store.StoredValues.START;
import static io.parallelr.store.StoredValues.head;
import static io.parallelr.store.StoredValues.submit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Programs that use a store in a process of their own.
final class OtherProcess {
  private OtherProcess() {}

  static Process start(Class<?> program, Path data) throws Exception {
    return new ProcessBuilder(command(program, data)).start();
  }

  private static List<String> command(Class<?> program, Path data) {
    return List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        program.getName(),
        data.toString());
  }

  static boolean mayMount() throws Exception {
    return new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0;
  }

  /// Runs a program where something is mounted for it alone.
  ///
  /// @return what it prints
  static String inside(String mount, Class<?> program, Path data) throws Exception {
    var words = command(program, data);
    var script = mount + " && exec \"$@\"";
    var all = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", script, "sh"));
    all.addAll(words);
    var process = new ProcessBuilder(all).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /// Writes two jobs, says so, and holds the store until it is killed.
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (var store = SqlJobStore.open(Path.of(args[0]))) {
        submit(store, "j1");
        submit(store, "j2");
        System.out.write('h');
        System.out.flush();
        new CountDownLatch(1).await();
      }
    }
  }

  /// Opens the store, and prints why that cannot be done.
  static final class Opener {
    private Opener() {}

    public static void main(String[] args) {
      try (var _ = SqlJobStore.open(Path.of(args[0]))) {
        System.out.println("opened");
      } catch (StoreException e) {
        System.out.println(e.kind() + " " + e.getMessage());
      }
    }
  }

  /// Fills the disk, makes room, and goes on.
  static final class Filler {
    private Filler() {}

    public static void main(String[] args) throws Exception {
      var data = Path.of(args[0]);
      var filler = data.resolve("filler");
      Files.write(filler, new byte[1 << 20]);
      int written = 0;
      try (var store = SqlJobStore.open(data)) {
        written = fill(store);
        boolean hasAll = store.live().size() == written && store.find("j" + written).isPresent();
        System.out.print(hasAll ? "all is there, " : "some is missing, ");
        Files.delete(filler);
        submit(store, "last", head("p", "me"), START);
        System.out.print("written again, ");
      }
      try (var store = SqlJobStore.open(data)) {
        if (store.live().size() != written + 1) {
          System.out.print("lost some, ");
        }
      }
      try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data + "/jobs.db");
          var statement = connection.createStatement();
          var result = statement.executeQuery("PRAGMA integrity_check")) {
        System.out.println(result.getString(1));
      }
    }

    private static int fill(JobStore store) throws StoreException {
      for (int i = 1;; i++) {
        try {
          submit(store, "j" + i);
        } catch (StoreException e) {
          System.out.print(e.kind() + ", ");
          return i - 1;
        }
      }
    }
  }
}
