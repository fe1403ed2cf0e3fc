/// Reports of runs: for people as a page and as text, for programs as JSON and CSV.
@NullMarked
package io.parallelr.report;

import org.jspecify.annotations.NullMarked;
