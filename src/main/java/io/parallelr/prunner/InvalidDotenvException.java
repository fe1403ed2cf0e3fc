package io.parallelr.prunner;

import io.parallelr.yaml.Problem;

/// A file of environment variables that cannot be used; the message says where and why.
public final class InvalidDotenvException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;

  InvalidDotenvException(Problem problem) {
    super("loading env file " + problem);
    this.problem = problem;
  }

  /// What is wrong.
  public Problem problem() {
    return problem;
  }
}
