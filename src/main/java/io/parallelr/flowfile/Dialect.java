package io.parallelr.flowfile;

import java.util.Optional;

/// A version of the language: the points in which the two versions differ.
///
/// @param number its name for users
/// @param loopCountsRepeats `loop=2` means two runs after the first one, else two runs
/// @param continuesAfterUnroutedFailure a failed task without routing is followed by the next one,
///   else it ends the flow
/// @param forgetsFailures such a failure does not make the flow fail in the end
/// @param nextWithJumps `next` may stand beside `on_success` and `on_failure`
/// @param backwardJumps targets may lie behind
/// @param returnFollowsNext `return` waits for `next` to hold, else it ends the flow in any case
/// @param inlineComments a `#` after a blank ends a simple value, else it is a mistake
/// @param quotedRemoteCommand `wwrs` takes command and arguments as one word
/// @param expandsEnvironment `$NAME` in arguments stands for a variable of the environment
/// @param lenient a quote that is not closed in a condition is an ordinary letter, and a variable
///   whose task has not run stays as it is written; else both are mistakes
/// @param careful what looks like an attack in arguments and global variables is a mistake, and so
///   is a host that depends on the output of a task; subtasks are expected to be numbered after
///   their block
/// @param blocksHaveNoResult a condition of a block about an exit code, an output or a success of
///   its own is a mistake
/// @param spaceIsAnyBlank `stdout_split=space` splits at white space of any kind, else at spaces
/// @param timeoutSeconds of a task without `timeout`
/// @param defaultType execution type of a task without `exec`
public record Dialect(
    int number,
    boolean loopCountsRepeats,
    boolean continuesAfterUnroutedFailure,
    boolean forgetsFailures,
    boolean nextWithJumps,
    boolean backwardJumps,
    boolean returnFollowsNext,
    boolean inlineComments,
    boolean quotedRemoteCommand,
    boolean expandsEnvironment,
    boolean lenient,
    boolean careful,
    boolean blocksHaveNoResult,
    boolean spaceIsAnyBlank,
    int timeoutSeconds,
    String defaultType) {
  /// The first version.
  public static final Dialect FIRST =
      new Dialect(1, true, true, false, true, true, true, true, true, false, false, false, false,
          true, 30,
          "pbrun");
  /// The second version.
  public static final Dialect SECOND =
      new Dialect(2, false, false, false, false, false, false, false, false, true, true, true,
          true, false, 300,
          "pbrun");

  /// The dialect with a number; empty if there is no such dialect.
  public static Optional<Dialect> of(String number) {
    return switch (number) {
      case "1" -> Optional.of(FIRST);
      case "2" -> Optional.of(SECOND);
      default -> Optional.empty();
    };
  }

  /// The same, with flows that continue after a failure without routing, and ignore it.
  public Dialect fireAndForget() {
    return new Dialect(
        number,
        loopCountsRepeats,
        true,
        true,
        nextWithJumps,
        backwardJumps,
        returnFollowsNext,
        inlineComments,
        quotedRemoteCommand,
        expandsEnvironment,
        lenient,
        careful,
        blocksHaveNoResult,
        spaceIsAnyBlank,
        timeoutSeconds,
        defaultType);
  }
}
