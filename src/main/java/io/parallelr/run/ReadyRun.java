package io.parallelr.run;

import io.parallelr.config.Settings;
import io.parallelr.engine.Ticker;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.Session;
import io.parallelr.local.Launcher;
import java.time.InstantSource;

/// A run that has its directory, and of which all is settled that can be before its first task.
///
/// @param session the head of its results
/// @param clock dates what happens
/// @param ticker measures how long it takes
public record ReadyRun(
    ResolvedRun resolved,
    RunWork work,
    WorkingDirectory workingDirectory,
    Launcher launcher,
    RunDirectory directory,
    Session session,
    InstantSource clock,
    Ticker ticker) {

  RunSpec spec() {
    return resolved.spec();
  }

  Settings settings() {
    return resolved.settings();
  }
}
