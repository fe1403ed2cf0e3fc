package io.parallelr.run;

import io.parallelr.batch.InputCheck;
import io.parallelr.config.Configuration;
import io.parallelr.config.Settings;
import io.parallelr.task.Secrets;
import java.util.List;
import java.util.Optional;

/// What a run is to do, with all that was looked up for it.
///
/// @param earlier the run that it resumes
/// @param commandLine the words that asked for it, for the record
/// @param secrets what is not to be shown or recorded
public record ResolvedRun(
    RunSpec spec,
    Configuration.Valid configuration,
    Installation installation,
    Optional<ResumeRequest> earlier,
    List<String> commandLine,
    Secrets secrets) {

  public ResolvedRun {
    commandLine = List.copyOf(commandLine);
  }

  /// The same with another description of what is to be run.
  public ResolvedRun with(RunSpec other) {
    return new ResolvedRun(other, configuration, installation, earlier, commandLine, secrets);
  }

  public Settings settings() {
    return configuration.settings();
  }

  /// The largest inputs that tasks may have.
  public InputCheck.Bounds bounds() {
    return new InputCheck.Bounds(
        settings().advanced().maxFileSize().orElse(Long.MAX_VALUE),
        settings().security().maxArgumentLength().orElse(Integer.MAX_VALUE));
  }
}
