package io.parallelr.autoexec;

/// Where a task or a step stands, in the order in which summaries count them.
public enum TaskState {
  STOPPED("stopped", Reply.SUCCESS), RUNNING("running", Reply.RUNNING), FAILED("failed",
      Reply.FAILED), PENDING("pending", Reply.PENDING), PAUSED("paused",
          Reply.PAUSED), SKIPPED("skipped", Reply.SKIPPED), BLOCKED("blocked", Reply.BLOCKED);

  private final String word;
  private final Reply reply;

  TaskState(String word, Reply reply) {
    this.word = word;
    this.reply = reply;
  }

  /// The word for it in answers.
  public String word() {
    return word;
  }

  /// The code of an answer about something in this state.
  public Reply reply() {
    return reply;
  }

  /// Whether nothing more happens.
  public boolean isOver() {
    return this == STOPPED || this == FAILED || this == SKIPPED || this == BLOCKED;
  }

  static TaskState of(String word) {
    for (var state : values()) {
      if (state.word.equals(word)) {
        return state;
      }
    }
    throw new IllegalArgumentException(word);
  }
}
