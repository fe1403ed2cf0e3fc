package io.parallelr.prunner;

import io.parallelr.yaml.Problems;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/// Decodes and checks how the jobs of a pipeline are queued, in the order in which the original
/// checks it and with its words.
final class QueueingDecoder {
  static final List<String> KEYS = List.of(
      "concurrency",
      "queue_limit",
      "queue_strategy",
      "queue_partition_limit",
      "cancel_running",
      "start_delay");
  private static final String APPEND = "append";
  private static final String REPLACE = "replace";
  private static final String PARTITIONED = "partitioned_replace";

  private final Fields fields;
  private final String pipeline;
  private final Problems problems;

  QueueingDecoder(Fields fields, String pipeline, Problems problems) {
    this.fields = fields;
    this.pipeline = pipeline;
    this.problems = problems;
  }

  /// If anything is wrong, problems, and something that can be gone on with.
  Queueing decode() {
    int concurrency = fields.integer("concurrency").orElse(1);
    var limit = fields.integer("queue_limit");
    var delay = fields.duration("start_delay");
    if (concurrency < 0) {
      invalid("concurrency", "concurrency must be greater than 0");
    }
    if (limit.orElse(0) < 0) {
      invalid("queue_limit", "queue_limit must not be negative");
    }
    if (delay.isNegative()) {
      invalid("start_delay", "start_delay must not be negative");
    }
    if (delay.isPositive() && limit.orElse(1) == 0) {
      invalid("start_delay", "start_delay needs queue_limit > 0");
    }
    return new Queueing(
        Math.max(1, concurrency),
        strategy(limit),
        delay.isNegative() ? Duration.ZERO : delay);
  }

  private QueueStrategy strategy(OptionalInt limit) {
    var partitionLimit = fields.integer("queue_partition_limit");
    var name = fields.text("queue_strategy", APPEND);
    boolean cancels = fields.truth("cancel_running");
    if (name.equals(PARTITIONED)) {
      requirePartitionLimit(limit, partitionLimit);
    } else if (partitionLimit.isPresent()) {
      invalid(
          "queue_partition_limit",
          "queue_partition_limit is not allowed if queue_strategy=append|replace, use queue_limit "
              + "instead");
    }
    if (cancels && !name.equals(REPLACE)) {
      invalid("cancel_running", "cancel_running needs queue_strategy=replace");
    }
    return switch (name) {
      case APPEND -> new QueueStrategy.Append(
          Math.max(0, limit.orElse(QueueStrategy.UNLIMITED)));
      case REPLACE -> replace(limit, cancels);
      case PARTITIONED -> new QueueStrategy.PartitionedReplace(
          Math.max(1, partitionLimit.orElse(1)));
      default -> {
        problems.undecodable(
            fields.placeOf("queue_strategy"),
            "unknown queue strategy: \"%s\"; write %s, %s or %s",
            name,
            APPEND,
            REPLACE,
            PARTITIONED);
        yield Queueing.DEFAULT.strategy();
      }
    };
  }

  private void requirePartitionLimit(OptionalInt limit, OptionalInt partitionLimit) {
    if (limit.isPresent()) {
      invalid(
          "queue_limit",
          "queue_limit is not allowed if queue_strategy=partitioned_replace, use "
              + "queue_partition_limit instead");
    }
    if (partitionLimit.orElse(0) < 1) {
      invalid(
          partitionLimit.isPresent() ? "queue_partition_limit" : "queue_strategy",
          "queue_partition_limit must be defined and >=1 if queue_strategy=partitioned_replace");
    }
  }

  /// Without a limit there would be nothing to replace, so one job waits; with a limit of 0 none
  /// does, and so none is replaced.
  private QueueStrategy replace(OptionalInt limit, boolean cancels) {
    if (limit.orElse(1) < 1) {
      if (cancels) {
        invalid("cancel_running", "cancel_running needs queue_limit > 0");
      }
      return new QueueStrategy.Append(0);
    }
    return new QueueStrategy.Replace(limit.orElse(1), cancels);
  }

  private void invalid(String key, String text) {
    problems.error(
        fields.placeOf(key),
        "invalid pipeline definition \"%s\": %s",
        pipeline,
        text);
  }
}
