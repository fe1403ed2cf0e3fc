package io.parallelr.autoexec;

/// The codes of answers, with the text of each.
public enum Reply {
  SUCCESS(0, "success"), RUNNING(1001, "running"), FAILED(1002, "failed"), NO_DATA(1003,
      "no data"), PENDING(1004,
          "pending"), PAUSED(1005, "paused"), SKIPPED(1006, "skipped"), BLOCKED(1007, "blocked");

  private final int code;
  private final String text;

  Reply(int code, String text) {
    this.code = code;
    this.text = text;
  }

  public int code() {
    return code;
  }

  public String text() {
    return text;
  }
}
