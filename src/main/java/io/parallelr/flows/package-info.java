/// Flows: graphs of steps, which are shell commands or Java code, run durably in this process or in
/// a server.
///
/// A [io.parallelr.flows.Flow] is defined once and may run many times, also at the same time; a
/// [io.parallelr.flows.Run] is one of these. What has happened is in a directory: after the death of
/// the process the next one goes on with each run where it was, and takes over commands that still
/// run. Begin with [io.parallelr.flows.Flows#open(java.nio.file.Path)].
@NullMarked
package io.parallelr.flows;

import org.jspecify.annotations.NullMarked;
