package io.parallelr.job;

/// What all jobs of a plan share.
record PlanContext(Rules rules, Outbox outbox, Timers timers, VisitCounter visits) {}
