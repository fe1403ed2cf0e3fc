package io.parallelr.task;

import java.util.Set;

/// What the status of an answer says of what was sent by HTTP.
public enum Delivery {
  /// It has arrived.
  DONE,
  /// The same may succeed later.
  LATER,
  /// The same will be refused again.
  REFUSED;

  private static final int SUCCESS = 2;
  private static final int CLIENT_ERROR = 4;
  /// Request Timeout, Too Early, Too Many Requests.
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  /// What an answer says.
  ///
  /// @param status of the answer, such as 204
  public static Delivery ofStatus(int status) {
    if (status / 100 == SUCCESS) {
      return DONE;
    }
    return status / 100 == CLIENT_ERROR && !PASSING.contains(status) ? REFUSED : LATER;
  }
}
