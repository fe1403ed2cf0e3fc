package io.parallelr.top;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the user has chosen to see.
///
/// @param run id of the run that is shown; the first one if it is not there
/// @param task the one that is selected, as it was then
/// @param index of the one that is selected if that task is gone
/// @param filter that names of tasks must contain
/// @param message the latest answer, or what else there is to say; may hold anything
record Choice(
    Optional<String> run,
    Optional<TaskRow> task,
    int index,
    Sort sort,
    String filter,
    Mode mode,
    String message) {

  static final Choice START =
      new Choice(Optional.empty(), Optional.empty(), 0, Sort.SLOT, "", new Mode.Tasks(), "");

  Choice with(Mode newMode) {
    return new Choice(run, task, index, sort, filter, newMode, message);
  }

  Choice with(Sort newSort) {
    return new Choice(run, task, index, newSort, filter, mode, message);
  }

  Choice withFilter(String newFilter) {
    return new Choice(run, task, index, sort, newFilter, mode, message);
  }

  Choice withRun(String newRun) {
    return new Choice(Optional.of(newRun), Optional.empty(), 0, sort, filter, mode, message);
  }

  Choice saying(String newMessage) {
    return new Choice(run, task, index, sort, filter, mode, newMessage);
  }

  /// The same with another task selected, if there is one.
  Choice selecting(List<TaskRow> rows, int newIndex) {
    int in = Math.clamp(newIndex, 0, Math.max(0, rows.size() - 1));
    var selected = rows.isEmpty() ? Optional.<TaskRow>empty() : Optional.of(rows.get(in));
    return new Choice(run, selected, in, sort, filter, mode, message);
  }

  /// The run that is shown.
  Optional<RunRow> run(Snapshot snapshot) {
    return run.flatMap(snapshot::run).or(() -> snapshot.runs().stream().findFirst());
  }

  /// Its tasks, filtered and in order.
  List<TaskRow> rows(Snapshot snapshot) {
    var sought = filter.toLowerCase(Locale.ROOT);
    return run(snapshot).map(RunRow::running)
        .orElse(List.of())
        .stream()
        .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(sought))
        .sorted(sort.order())
        .toList();
  }

  /// The index of the selected one among these; 0 if there is none.
  int index(List<TaskRow> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (task.filter(rows.get(i)::isSameTask).isPresent()) {
        return i;
      }
    }
    return Math.clamp(index, 0, Math.max(0, rows.size() - 1));
  }
}
