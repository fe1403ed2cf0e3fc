package io.parallelr.store;

/// What is kept of a job beside what the plan needs.
///
/// @param dialect of the interface that it came by, such as `prunner`
/// @param name of what it runs, such as its pipeline; jobs are listed by it
/// @param user who asked for it; may be empty
/// @param variables as the text of a JSON object
public record JobHead(String dialect, String name, String user, String variables) {}
