/// The times of cron expressions.
@NullMarked
package io.parallelr.schedule;

import org.jspecify.annotations.NullMarked;
