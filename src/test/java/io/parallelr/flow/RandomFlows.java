package io.parallelr.flow;

import static io.parallelr.flow.FlowText.command;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Writes random flow files; most are without mistakes.
///
/// @param routesFreely whether `next` may stand beside jumps, and jumps may lead back
record RandomFlows(RandomGenerator random, boolean routesFreely) {
  private static final int TASKS = 5;
  private static final int HANDLER = 90;
  private static final List<String> OF_COMMAND = List.of("exit_0", "exit_3", "exit_not_0&stdout~x",
      "success", "!success", "stdout_count>1", "stderr~", "@0_exit@=0|@1_success@");
  private static final List<String> OF_BLOCK =
      List.of("all_success", "any_success", "min_success=2", "max_failed=0", "@1_success@");
  private static final List<String> OF_OTHERS =
      List.of("true", "false", "@0_exit@=0", "@1_success@");

  String flow() {
    var tasks = new ArrayList<String>();
    for (int id = 0; id < TASKS; id++) {
      tasks.add(task(id));
    }
    tasks.add(command(HANDLER, "h"));
    tasks.add(command(HANDLER + 1, "h", "return=7"));
    tasks.add(command(1000, "s", "condition=" + pick(OF_OTHERS)));
    tasks.add(command(1001, "s"));
    tasks.add(command(1002, "s"));
    return FlowText.flow(tasks.toArray(String[]::new));
  }

  private String task(int id) {
    var keys = new ArrayList<String>();
    switch (random.nextInt(8)) {
      case 0 -> {
        keys.addAll(List.of("type=parallel", "tasks=1000,1001,1002"));
        sometimes(keys, "condition=" + pick(OF_OTHERS));
        sometimes(keys, "success=" + pick(OF_BLOCK));
        route(keys, id, OF_BLOCK);
      }
      case 1 -> {
        keys.addAll(List.of("type=conditional", "condition=" + pick(OF_OTHERS),
            "if_true_tasks=1000,1001", "if_false_tasks=1002"));
        sometimes(keys, "success=" + pick(OF_BLOCK));
        route(keys, id, OF_BLOCK);
      }
      case 2 -> {
        keys.addAll(List.of("type=decision", "success=" + pick(OF_OTHERS)));
        route(keys, id, OF_OTHERS);
      }
      case 3 -> {
        sometimes(keys, "condition=" + pick(OF_OTHERS));
        keys.add("return=2");
      }
      default -> {
        keys.addAll(List.of("hostname=h", "command=c", "exec=local"));
        sometimes(keys, "condition=" + pick(OF_OTHERS));
        sometimes(keys, "success=" + pick(OF_COMMAND));
        route(keys, id, OF_COMMAND);
      }
    }
    return FlowText.task(id, keys.toArray(String[]::new));
  }

  private void route(List<String> keys, int id, List<String> conditions) {
    boolean jumps = random.nextBoolean();
    if (jumps) {
      sometimes(keys, "on_success=" + target(id));
      sometimes(keys, "on_failure=" + target(id));
    }
    if (!jumps || routesFreely) {
      keys.addAll(next(conditions));
    }
    sometimes(keys, "return=3");
  }

  private int target(int id) {
    return pick(
        Stream.of(0, 1, 2, 3, 4, HANDLER, HANDLER + 1)
            .filter(target -> routesFreely || target > id)
            .toList());
  }

  private List<String> next(List<String> conditions) {
    return switch (random.nextInt(6)) {
      case 0 -> List.of("next=always");
      case 1 -> List.of("next=never");
      case 2, 3 -> List.of("next=" + pick(conditions));
      case 4 -> conditions.equals(OF_COMMAND)
          ? List.of("next=loop&" + pick(conditions), "loop=2", "loop_break=" + pick(conditions))
          : List.of();
      default -> List.of();
    };
  }

  private void sometimes(List<String> keys, String key) {
    if (random.nextInt(3) == 0) {
      keys.add(key);
    }
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
