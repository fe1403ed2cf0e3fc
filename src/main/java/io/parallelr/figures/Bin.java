package io.parallelr.figures;

/// How many attempts took from so long to so long, or have been running for so long.
///
/// @param from milliseconds, included
/// @param to milliseconds, not included
public record Bin(long from, long to, long succeeded, long failed, long running) {}
