package io.parallelr.header;

import io.parallelr.config.Suggestions;
import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which tasks of a batch wait for which others, by what their headers say. For one use.
final class Succession {
  /// How many tasks of a circle are named.
  private static final int NAMED = 20;

  private final List<Path> files;
  private final Map<Integer, Header> headers; // by index
  private final Problems problems;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<Path, Integer> places = new HashMap<>(); // only if anything is looked for

  /// Gets what is wrong.
  interface Problems {
    /// Takes one.
    ///
    /// @param index of the file
    /// @param line counted from 1
    void wrong(int index, int line, String what);
  }

  /// @param headers by the index of their files
  Succession(List<Path> files, Map<Integer, Header> headers, Problems problems) {
    this.files = files;
    this.headers = headers;
    this.problems = problems;
  }

  /// What each task waits for, by index. With a circle among them it says so.
  Map<Integer, Set<Integer>> predecessors() {
    findNames();
    var all = new TreeMap<Integer, Set<Integer>>();
    headers.forEach((index, header) -> {
      if (!header.after().isEmpty()) {
        all.put(index, predecessors(index, header));
      }
    });
    refuseCircle(all);
    return all;
  }

  private void findNames() {
    headers.forEach((index, header) -> header.name().ifPresent(name -> {
      var other = names.putIfAbsent(name, index);
      if (other != null) {
        wrong(
            index,
            HeaderReader.NAME,
            "name=%s is also that of %s".formatted(name, NativeText.of(files.get(other))));
      }
    }));
  }

  private Set<Integer> predecessors(int index, Header header) {
    if (places.isEmpty()) {
      for (int i = 0; i < files.size(); i++) {
        places.put(files.get(i), i);
      }
    }
    var found = new LinkedHashSet<Integer>();
    for (var name : header.after()) {
      find(index, header, name).ifPresent(found::add);
    }
    return found;
  }

  private Optional<Integer> find(int index, Header header, String name) {
    var named = names.get(name);
    var place = places.get(beside(header, name));
    if (named != null && place != null && !named.equals(place)) {
      wrong(
          index,
          HeaderReader.AFTER,
          "after=%s is the name of %s and that of a file; write ./%s for the file".formatted(
              name,
              NativeText.of(files.get(named)),
              name));
    } else if (named == null && place == null) {
      wrong(index, HeaderReader.AFTER, unknown(header, name));
    }
    return Optional.ofNullable(named == null ? place : named);
  }

  private static Path beside(Header header, String name) {
    return NativeText.resolve(header.file().resolveSibling(""), name).normalize();
  }

  private String unknown(Header header, String name) {
    var known = new ArrayList<>(names.keySet());
    files.stream()
        .filter(file -> file.resolveSibling("").equals(header.file().resolveSibling("")))
        .forEach(file -> known.add(NativeText.nameOf(file)));
    return "after=%s: this batch has no task of that name; %s".formatted(
        name,
        Suggestions.forName(name, known)
            .map("did you mean %s?"::formatted)
            .orElse("give a file, relative to this one's directory, or a name="));
  }

  /// Takes away all that can run, as if it did. What is left waits for itself.
  private void refuseCircle(Map<Integer, Set<Integer>> all) {
    var open = new HashMap<Integer, Set<Integer>>();
    var followers = new HashMap<Integer, List<Integer>>();
    var free = new ArrayDeque<Integer>();
    all.forEach((index, predecessors) -> {
      open.put(index, new LinkedHashSet<>(predecessors));
      for (int predecessor : predecessors) {
        followers.computeIfAbsent(predecessor, _ -> new ArrayList<>()).add(index);
      }
    });
    followers.keySet().stream().filter(i -> !open.containsKey(i)).forEach(free::add);
    open.entrySet().stream().filter(e -> e.getValue().isEmpty()).forEach(e -> free.add(e.getKey()));
    while (!free.isEmpty()) {
      int done = free.remove();
      open.remove(done);
      for (int follower : followers.getOrDefault(done, List.of())) {
        var rest = open.get(follower);
        if (rest != null && rest.remove(done) && rest.isEmpty()) {
          free.add(follower);
        }
      }
    }
    open.keySet().stream().min(Integer::compare).ifPresent(first -> reportCircle(first, open));
  }

  private void reportCircle(int first, Map<Integer, Set<Integer>> open) {
    var way = new LinkedHashSet<Integer>();
    int next = first;
    while (way.add(next)) {
      // all that are open wait for others that are
      next = open.getOrDefault(next, Set.of()).iterator().next();
    }
    var circle = new ArrayList<>(way);
    circle.subList(0, circle.indexOf(next)).clear();
    circle.add(next);
    var shown = circle.stream().limit(NAMED).map(i -> NativeText.nameOf(files.get(i))).toList();
    wrong(
        next,
        HeaderReader.AFTER,
        "after makes a circle: " + String.join(" after ", shown)
            + (circle.size() > NAMED ? " after others" : ""));
  }

  private void wrong(int index, String key, String what) {
    var line = Optional.ofNullable(headers.get(index)).map(h -> h.line(key)).orElse(1);
    problems.wrong(index, line, what);
  }
}
