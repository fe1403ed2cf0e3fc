package io.parallelr.store;

import io.parallelr.job.JobState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// A filter in the language of the database: what stands behind the names of the columns.
///
/// @param values of its parameters, in their order
record JobQuery(String text, List<Object> values) {
  JobQuery {
    values = List.copyOf(values);
  }

  static JobQuery of(JobFilter filter) {
    var draft = new Draft();
    filter.dialect().ifPresent(dialect -> draft.and("dialect = ?", dialect));
    draft.andOneOf("name", filter.names());
    draft.andStates(filter.states(), filter.verdicts());
    filter.user().ifPresent(user -> draft.and("user = ?", user));
    filter.since().ifPresent(since -> draft.and("created >= ?", Times.number(since)));
    filter.until().ifPresent(until -> draft.and("created < ?", Times.number(until)));
    if (filter.before() != Long.MAX_VALUE) {
      draft.andBehind(filter.before());
    }
    if (!filter.text().isEmpty()) {
      draft.and(
          FoldedText.NAME + "(concat_ws(char(10), id, name, user, variables), ?)",
          CaseFolding.folded(filter.text()));
    }
    return draft.query(filter.limit());
  }

  private static final class Draft {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    void and(String condition, Object... itsValues) {
      conditions.add(condition);
      Collections.addAll(values, itsValues);
    }

    void andOneOf(String column, Collection<String> choices) {
      if (choices.size() == 1) {
        and(column + " = ?", choices.toArray());
      } else if (!choices.isEmpty()) {
        // the plus sign keeps from reading all rows of all choices, to sort them
        and("+" + column + " IN (" + marks(choices.size()) + ")", choices.toArray());
      }
    }

    /// In the form in which the conditions of the indexes are, where they can be used.
    void andStates(Set<JobState> states, Set<String> verdicts) {
      if (!states.isEmpty() && !states.contains(JobState.ENDED)) {
        and("state <> 'ENDED'");
      }
      if (!states.isEmpty() && states.size() < JobState.values().length) {
        and(
            "+state IN (" + marks(states.size()) + ")",
            states.stream().map(JobState::name).toArray());
      }
      if (states.equals(Set.of(JobState.ENDED))) {
        andOneOf("verdict", verdicts);
      } else if (!verdicts.isEmpty()) {
        and("(verdict IS NULL OR verdict IN (" + marks(verdicts.size()) + "))",
            verdicts.toArray());
      }
    }

    /// If that job has been deleted meanwhile, by the numbers alone.
    void andBehind(long seq) {
      and(
          "created <= coalesce((SELECT created FROM job WHERE seq = ?), " + Long.MAX_VALUE + ")",
          seq);
      and(
          """
              (seq < ? OR created < (SELECT created FROM job WHERE seq = ?))""",
          seq,
          seq);
    }

    private static String marks(int count) {
      return String.join(", ", Collections.nCopies(count, "?"));
    }

    JobQuery query(int limit) {
      values.add(limit);
      return new JobQuery(
          (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
              + " ORDER BY created DESC, seq DESC LIMIT ?",
          values);
    }
  }
}
