/// Backups of what a server keeps of its jobs: archives of the database and of what steps have
/// printed, made while the server runs or not, and restored into a new data directory.
@NullMarked
package io.parallelr.backup;

import org.jspecify.annotations.NullMarked;
