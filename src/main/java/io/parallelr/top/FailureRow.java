package io.parallelr.top;

import java.time.Duration;

/// A task that did not succeed, for good.
///
/// @param reason in words
/// @param ago how long its end is past
/// @param lastLine that it has printed to its standard error
record FailureRow(int sequence, String name, String reason, Duration ago, String lastLine) {}
