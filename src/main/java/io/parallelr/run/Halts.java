package io.parallelr.run;

import io.parallelr.config.Halt;
import io.parallelr.engine.HaltPolicy;
import io.parallelr.engine.StopPolicy;
import io.parallelr.task.RunSummary;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/// The stop policies of `--halt`.
final class Halts {
  /// A percentage of a few tasks says little; the same number as in GNU parallel.
  private static final int FEWEST_OF_PERCENT = 3;

  private Halts() {}

  /// The policies.
  ///
  /// @param tasks how many there are; empty if that shows only as they arrive
  /// @throws UserError if one needs their number, and it is not known
  static List<StopPolicy> of(List<Halt> halts, OptionalInt tasks) {
    return halts.stream().map(halt -> of(halt, tasks)).toList();
  }

  private static StopPolicy of(Halt halt, OptionalInt tasks) {
    return new HaltPolicy(
        count(halt.what()),
        words(halt.what()),
        most(halt, tasks),
        !halt.isSoon(),
        meaning(halt.what()));
  }

  private static StopPolicy.Meaning meaning(Halt.What what) {
    return switch (what) {
      case SUCCESS -> StopPolicy.Meaning.SUCCESS;
      case DONE -> StopPolicy.Meaning.DONE;
      case FAIL, TIMEOUT, ERROR -> StopPolicy.Meaning.FAILURE;
    };
  }

  private static int most(Halt halt, OptionalInt tasks) {
    if (!halt.isPercent()) {
      return halt.number().intValueExact();
    }
    if (tasks.isEmpty()) {
      throw new UserError(
          ExitStatus.USAGE,
          "--halt %s: a watched directory has no number of tasks; give a number".formatted(halt));
    }
    int share = halt.number()
        .multiply(BigDecimal.valueOf(tasks.getAsInt()))
        .movePointLeft(2)
        .setScale(0, RoundingMode.CEILING)
        .intValueExact();
    return Math.max(share, FEWEST_OF_PERCENT);
  }

  private static ToIntFunction<RunSummary> count(Halt.What what) {
    return switch (what) {
      case FAIL -> RunSummary::failures;
      case SUCCESS -> RunSummary::succeeded;
      case DONE -> RunSummary::completed;
      case TIMEOUT -> RunSummary::timedOut;
      case ERROR -> RunSummary::errors;
    };
  }

  private static String words(Halt.What what) {
    return switch (what) {
      case FAIL -> "failed";
      case SUCCESS -> "succeeded";
      case DONE -> "done";
      case TIMEOUT -> "timed out";
      case ERROR -> "could not be run";
    };
  }
}
