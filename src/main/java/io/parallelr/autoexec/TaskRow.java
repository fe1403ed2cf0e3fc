package io.parallelr.autoexec;

import io.parallelr.store.JobRow;

/// A task, as the store has it, with what was asked for.
public record TaskRow(TaskRequest request, JobRow job) {}
