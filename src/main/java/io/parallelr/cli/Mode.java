package io.parallelr.cli;

import java.util.EnumSet;
import java.util.Set;

/// What a command line asks for.
enum Mode {
  LIST("--list-workers"), KILL("-k"), DRAIN("--drain"), VALIDATE("--validate-config"), SHOW(
      "--show-config"), RESUME("--resume"), RETRY("--retry-failed"), RUN("-r"), DRY("-n");

  static final Set<Mode> ALL = EnumSet.allOf(Mode.class);
  /// Those that run tasks.
  static final Set<Mode> RUNS = EnumSet.of(RUN, RESUME, RETRY);
  /// Those that run the tasks of an earlier run.
  static final Set<Mode> RESUMPTIONS = EnumSet.of(RESUME, RETRY);
  /// Those that run tasks or show them.
  static final Set<Mode> BATCHES = EnumSet.of(RUN, RESUME, RETRY, DRY);
  /// Those that read the whole configuration.
  static final Set<Mode> CONFIGURED = EnumSet.of(RUN, RESUME, RETRY, DRY, VALIDATE, SHOW);

  /// The option that asks for it.
  final String option;

  Mode(String option) {
    this.option = option;
  }

  boolean isRun() {
    return RUNS.contains(this);
  }
}
