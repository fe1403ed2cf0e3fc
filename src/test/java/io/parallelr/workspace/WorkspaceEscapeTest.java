package io.parallelr.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever paths are asked for in whatever trees, what is outside is neither read nor changed.
@Timeout(120)
class WorkspaceEscapeTest {
  private static final int OPERATIONS = 400;
  private static final String SECRET = "what is outside";
  private static final List<String> NAMES =
      List.of("a", "b", "c", "link", "up", "..", ".", "", "x\0y", "secret", "outside", "root");

  @TempDir
  Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingLeadsOut(long seed) throws IOException {
    var random = new Random(seed);
    var outside = Files.createDirectories(directory.resolve("outside/a/b"));
    Files.writeString(outside.resolve("secret"), SECRET);
    Files.writeString(directory.resolve("outside/secret"), SECRET);
    Files.writeString(directory.resolve("secret"), SECRET);
    var root = Files.createDirectory(directory.resolve("root"));
    var before = state();
    var workspace = new Workspace(root);

    for (int i = 0; i < OPERATIONS; i++) {
      if (random.nextInt(3) == 0) {
        plant(random, root);
      }
      use(random, workspace, path(random));
      assertThat(state()).as("seed %d, operation %d", seed, i).isEqualTo(before);
    }
    workspace.delete("");

    assertThat(root).isEmptyDirectory();
    assertThat(state()).isEqualTo(before);
  }

  /// Makes a link as a task could, which may lead anywhere.
  private void plant(Random random, Path root) throws IOException {
    var places = new ArrayList<Path>();
    try (var all = Files.walk(root)) {
      all.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)).forEach(places::add);
    }
    var place = places.get(random.nextInt(places.size()));
    var targets = List.of(
        "..", "../..", "../../..", "/", ".", "../secret", "../outside",
        directory.toString(), directory.resolve("outside").toString(),
        directory.resolve("outside/secret").toString());
    try {
      Files.createSymbolicLink(
          place.resolve(List.of("a", "b", "c", "link", "up").get(random.nextInt(5))),
          Path.of(targets.get(random.nextInt(targets.size()))));
    } catch (FileAlreadyExistsException e) {
      // another time
    }
  }

  private static String path(Random random) {
    var names = new ArrayList<String>();
    int depth = 1 + random.nextInt(5);
    for (int i = 0; i < depth; i++) {
      // mostly names that are there
      int bound = random.nextInt(3) == 0 ? NAMES.size() : 5;
      names.add(NAMES.get(random.nextInt(bound)));
    }
    return (random.nextBoolean() ? "/" : "") + String.join("/", names);
  }

  private static void use(Random random, Workspace workspace, String path) {
    var bytes = new ByteArrayInputStream("from inside".getBytes(UTF_8));
    try {
      switch (random.nextInt(6)) {
        case 0 -> workspace.write(path, bytes, true);
        case 1 -> workspace.write(path, bytes, false);
        case 2 -> workspace.makeDirectory(path);
        case 3 -> workspace.delete(path);
        default -> {
          if (workspace.find(path) instanceof Workspace.Found.File(var content)) {
            try (content) {
              assertThat(Channels.newInputStream(content.bytes()).readAllBytes()).asString(UTF_8)
                  .doesNotContain(SECRET);
            }
          }
        }
      }
    } catch (IOException e) {
      // refused
    }
  }

  /// All files outside of the workspace with what is in them, but for what is beside it while a
  /// directory is made.
  private Map<String, String> state() throws IOException {
    var state = new TreeMap<String, String>();
    try (var all = Files.walk(directory)) {
      for (var path : all.toList()) {
        var name = directory.relativize(path).toString();
        if (!name.startsWith("root") && !name.equals(".new")) {
          state.put(name, Files.isDirectory(path) ? "directory" : Files.readString(path));
        }
      }
    }
    return state;
  }
}
