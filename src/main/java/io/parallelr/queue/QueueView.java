package io.parallelr.queue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is in a queue at one moment.
///
/// @param waiting in the order in which they arrived; those that are still being written included
/// @param done names of files; their tasks succeeded
/// @param failed names of files; their tasks did not
public record QueueView(
    List<String> waiting,
    List<Taken> running,
    List<String> done,
    List<String> failed) {

  private static final DirectoryStream.Filter<Path> SHOWN =
      p -> !String.valueOf(p.getFileName()).startsWith(".");

  /// A file that a supervisor has taken.
  public record Taken(String name, Owner owner) {}

  /// Looks; reads only.
  ///
  /// @throws IOException if the directory cannot be read
  public static QueueView of(QueueDirectory queue) throws IOException {
    var arrivals = new Arrivals(queue.path(), _ -> true, java.time.Duration.ZERO);
    var waiting = arrivals.complete(System.nanoTime())
        .stream()
        .sorted(Order.ARRIVAL.comparator())
        .map(Waiting::name)
        .toList();
    return new QueueView(
        waiting,
        running(queue),
        names(queue.done()),
        names(queue.failed()));
  }

  /// Puts the failed ones back into the queue.
  ///
  /// @return their names
  public static List<String> requeueFailed(QueueDirectory queue) throws IOException {
    var names = names(queue.failed());
    for (var name : names) {
      queue.forgetRedeliveries(name);
      var _ = QueueDirectory.move(queue.failed().resolve(name), queue.path(), name);
    }
    return names;
  }

  private static List<Taken> running(QueueDirectory queue) throws IOException {
    var taken = new ArrayList<Taken>();
    try (var directories = Files.newDirectoryStream(queue.running(), SHOWN)) {
      for (var directory : directories) {
        var owner = Owner.of(directory);
        names(directory).forEach(name -> taken.add(new Taken(name, owner)));
      }
    } catch (NoSuchFileException e) {
      return taken; // nobody has served it yet, or one has just ended
    }
    return taken;
  }

  private static List<String> names(Path directory) throws IOException {
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(directory, SHOWN)) {
      for (var file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          names.add(String.valueOf(file.getFileName()));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    names.sort(null);
    return names;
  }
}
