package io.parallelr.queue;

import io.parallelr.os.NativeText;
import io.parallelr.queue.Refusals.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is in a queue. Only reads, and holds no more than a part of the names at once: a million
/// files may wait, and a million be done.
///
/// @param selection which names are tasks
/// @param page how many names are put in order at once
public record QueueView(QueueDirectory queue, Selection selection, int page) {
  private static final Logger log = LoggerFactory.getLogger(QueueView.class);
  private static final int PAGE = 100_000;

  public QueueView(QueueDirectory queue, Selection selection) {
    this(queue, selection, PAGE);
  }

  /// A file that a supervisor has taken.
  ///
  /// @param ending where its task has ended, but the file cannot be moved away: its result
  public record Taken(String name, Owner owner, Optional<Ending> ending) {}

  /// The result of a task whose file cannot be moved away.
  public record Ending(boolean succeeded, String reason) {}

  /// Something where supervisors keep their files that is none of theirs, or does not say whose it
  /// is.
  ///
  /// @param files in it
  public record Stray(Path path, String problem, List<String> files) {}

  /// A name that is not taken, and why.
  public record Left(String name, String reason) {}

  /// Some names, and how many there are.
  ///
  /// @param first of them
  public record Some<T>(long count, List<T> first) {}

  /// What supervisors have taken.
  ///
  /// @param strays what is wrong there
  public record Running(List<Taken> files, List<Stray> strays) {}

  /// The waiting files in the order in which they arrived, those included that are still written
  /// to.
  ///
  /// @param to given all their names
  /// @throws IOException if the directory cannot be read
  public void eachWaiting(Consumer<String> to) throws IOException {
    eachPage(waiting -> waiting.forEach(f -> to.accept(NativeText.of(f.name()))));
  }

  /// What a directory has that is not kept there by supervisors.
  ///
  /// @param waiting the first of the waiting files, in the order in which they arrived
  /// @param ignored some of what is not taken
  public record Inbox(Some<String> waiting, Some<Left> ignored) {}

  /// Looks once at all that waits.
  ///
  /// @param most how many names are wanted
  public Inbox inbox(int most) throws IOException {
    var best = new Best<>(Order.ARRIVAL.comparator(), most);
    var ignored = new ArrayList<Left>();
    long[] counts = new long[2];
    each(file -> {
      counts[0]++;
      best.offer(file);
    }, left -> {
      counts[1]++;
      if (ignored.size() < most) {
        ignored.add(left);
      }
    });
    return new Inbox(
        new Some<>(counts[0], best.sorted().stream().map(f -> NativeText.of(f.name())).toList()),
        new Some<>(counts[1], ignored));
  }

  private void eachPage(Consumer<List<WaitingFile>> to) throws IOException {
    var order = Order.ARRIVAL.comparator();
    Optional<WaitingFile> last = Optional.empty();
    boolean isPartial = true;
    while (isPartial) {
      var best = new Best<>(order, page);
      var after = last;
      each(file -> {
        if (after.isEmpty() || order.compare(file, after.get()) > 0) {
          best.offer(file);
        }
      }, _ -> {});
      var first = best.sorted();
      to.accept(first);
      isPartial = best.isPartial();
      last = first.isEmpty() ? last : Optional.of(first.getLast());
    }
  }

  /// What lies among the waiting files and is not taken, for a reason that its name or its kind
  /// tells. Directories are not meant.
  public void eachIgnored(Consumer<Left> to) throws IOException {
    each(_ -> {}, to);
  }

  private void each(Consumer<WaitingFile> waiting, Consumer<Left> ignored) throws IOException {
    Names.each(queue.path(), path -> {
      var name = Names.of(path);
      var reason = selection.whyNot(name);
      var file = reason.isEmpty() ? look(path) : Optional.<WaitingFile>empty();
      if (file.isPresent()) {
        waiting.accept(file.get());
      } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        reason.or(() -> kind(path)).ifPresent(r -> ignored.accept(new Left(name, r)));
      }
    });
  }

  private static Optional<WaitingFile> look(Path path) {
    try {
      return WaitingFile.look(path);
    } catch (IOException e) {
      return Optional.of(new WaitingFile(Names.last(path), 0, 0, 0, 0)); // it waits, though nothing
                                                                         // more is known of it
    }
  }

  /// Of what is not a regular file.
  private static Optional<String> kind(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty(); // it was taken just now
    }
    return Optional.of(Files.isSymbolicLink(path) ? "a link" : "not a regular file");
  }

  /// The waiting files that supervisors cannot take now, and why.
  public Some<Left> notTakeable() throws IOException {
    var found = new ArrayList<Left>();
    long count = 0;
    for (var directory : directories()) {
      var listed = Refusals.read(directory);
      var still = listed.files().stream().filter(r -> waits(r)).toList();
      still.stream()
          .map(r -> new Left(r.name(), r.reason()))
          .filter(l -> !found.contains(l))
          .forEach(found::add);
      boolean isAll = listed.count() <= listed.files().size();
      count = Math.max(count, isAll ? still.size() : listed.count());
    }
    return new Some<>(Math.max(count, found.size()), found);
  }

  private boolean waits(Refusal refusal) {
    return !refusal.name().isEmpty()
        && Files.exists(NativeText.resolve(queue.path(), refusal.name()),
            LinkOption.NOFOLLOW_LINKS);
  }

  /// What supervisors have taken.
  public Running running() throws IOException {
    var taken = new ArrayList<Taken>();
    var strays = new ArrayList<Stray>();
    for (var directory : directories()) {
      try {
        var problem = OwnershipCheck.of(directory);
        var files = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
            ? Names.filesIn(directory).stream().map(Names::of).sorted().toList()
            : List.<String>of();
        if (problem.isEmpty()) {
          var owner = Owner.of(directory);
          var endings = Endings.read(directory);
          files.forEach(
              name -> taken.add(
                  new Taken(
                      name,
                      owner,
                      Optional.ofNullable(endings.get(name))
                          .map(e -> new Ending(e.succeeded(), e.reason())))));
        } else if (!files.isEmpty() || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
          strays.add(new Stray(directory, problem.get(), files));
        }
      } catch (NoSuchFileException e) {
        log.debug("the supervisor of {} has just ended", directory);
      } catch (IOException e) {
        strays.add(new Stray(directory, "it cannot be read: " + Reasons.of(e), List.of()));
      }
    }
    taken.sort(Comparator.comparing(Taken::name));
    return new Running(taken, strays);
  }

  private List<Path> directories() throws IOException {
    var found = new ArrayList<Path>();
    try {
      Names.each(queue.running(), path -> {
        if (!Names.isHidden(path)) {
          found.add(path);
        }
      });
    } catch (NoSuchFileException e) {
      return List.of(); // nobody has served it yet
    }
    found.sort(null);
    return found;
  }

  /// The files of tasks that succeeded, by name.
  public void eachDone(Consumer<String> to) throws IOException {
    VisibleNames.eachSorted(queue.done(), page, name -> to.accept(name.toString()));
  }

  /// The files of tasks that did not succeed, by name.
  public void eachFailed(Consumer<String> to) throws IOException {
    VisibleNames.eachSorted(queue.failed(), page, name -> to.accept(name.toString()));
  }

  /// How many tasks succeeded.
  public long done() throws IOException {
    return VisibleNames.some(queue.done(), 1).count();
  }

  /// The first of the files whose tasks did not succeed.
  public Some<String> failed(int most) throws IOException {
    return VisibleNames.some(queue.failed(), most);
  }

  /// Puts the files of failed tasks back into the queue. Several may do that at once: each reports
  /// those that it has put back itself.
  ///
  /// @param moved given their names
  /// @param left given those that cannot be put back
  public static void requeueFailed(
      QueueDirectory queue,
      Consumer<String> moved,
      Consumer<Left> left)
      throws IOException {
    VisibleNames.eachSorted(queue.failed(), PAGE, name -> {
      try {
        requeue(queue, name).ifPresent(moved);
      } catch (IOException e) {
        left.accept(new Left(NativeText.of(name), Reasons.of(e)));
      }
    });
  }

  /// Puts the file of one failed task back into the queue.
  ///
  /// @param name of the file, as [#failed] has it
  /// @return the same; empty if there is no such file
  /// @throws IOException if it cannot be put back
  public static Optional<String> requeueFailed(QueueDirectory queue, String name)
      throws IOException {
    return name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0
        ? Optional.empty()
        : requeue(queue, NativeText.path(name));
  }

  private static Optional<String> requeue(QueueDirectory queue, Path name) throws IOException {
    var file = queue.failed().resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    queue.forgetRedeliveries(name);
    return QueueDirectory.move(file, queue.path(), name).map(_ -> NativeText.of(name));
  }
}
