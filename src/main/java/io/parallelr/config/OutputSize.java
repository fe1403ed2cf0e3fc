package io.parallelr.config;

import io.parallelr.config.Settings.OutputLimit;

/// A size of output, with `:kill` after it if more ends a task.
record OutputSize() implements Kind<OutputLimit> {
  private static final String KILL = ":kill";
  private static final Size SIZE = new Size(1);

  @Override
  public OutputLimit parse(String text) {
    boolean ends = text.endsWith(KILL);
    var size = ends ? text.substring(0, text.length() - KILL.length()).strip() : text;
    return new OutputLimit(SIZE.parse(size), ends);
  }

  @Override
  public String show(OutputLimit limit) {
    return SIZE.show(limit.bytes()) + (limit.ends() ? KILL : "");
  }

  @Override
  public String expected() {
    return SIZE.expected() + ", with :kill after it to end tasks that print more";
  }
}
