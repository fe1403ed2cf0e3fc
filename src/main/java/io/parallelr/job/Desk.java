package io.parallelr.job;

/// What all jobs of a plan share.
record Desk(Rules rules, Outbox outbox, Alarms alarms, Effort effort) {}
