package io.parallelr.figures;

/// How much durations differ from run to run by chance, from the tasks that succeeded in both.
///
/// What got slower says nothing of it, as there may be a reason. So the spread of those that changed
/// the other way is taken: of those below the median of all ratios, or below 1 if the median is
/// above that. It is the median of their distances, as for the median absolute deviation, so a few
/// that stick out do not matter.
///
/// @param slower how many times longer a task may take by chance
/// @param faster how many times shorter
public record Noise(double slower, double faster) {
  private static final Noise NONE = new Noise(1, 1);
  /// Fewer say nothing.
  private static final int LEAST = 5;
  /// Of a normal distribution, one in 700 is beyond on each side.
  private static final double DEVIATIONS = 3;
  private static final double OF_NORMAL = 1.4826;

  /// Measures it.
  ///
  /// @param logRatios of tasks that took long enough to be compared one by one
  static Noise of(LogRatios logRatios) {
    if (logRatios.size() == 0) {
      return NONE;
    }
    double median = Math.log(logRatios.median());
    return new Noise(
        Math.exp(spread(logRatios, Math.min(0, median), -1)),
        Math.exp(spread(logRatios, Math.max(0, median), 1)));
  }

  /// @param side -1 for those below the middle, 1 for those above
  private static double spread(LogRatios ratios, double middle, int side) {
    var distances = ratios.stream()
        .map(ratio -> (ratio - middle) * side)
        .filter(distance -> distance >= 0)
        .sorted()
        .toArray();
    return distances.length < LEAST
        ? 0
        : DEVIATIONS * OF_NORMAL * distances[distances.length / 2];
  }
}
