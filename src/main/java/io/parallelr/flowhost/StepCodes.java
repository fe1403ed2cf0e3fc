package io.parallelr.flowhost;

import io.parallelr.flows.JavaStep;
import io.parallelr.job.StepId;
import io.parallelr.local.InProcessTask;
import io.parallelr.serve.InsideCode;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// The code of steps in Java, by its name. For any threads.
public final class StepCodes implements InsideCode {
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  /// Makes a task.
  private interface Code {
    InProcessTask task(StepId step, int attempt);
  }

  /// What the code of an attempt sees.
  interface Contexts {
    Context of(DefinedFlow flow, StepId step, int attempt, PrintStream out, PrintStream err);
  }

  @Override
  public Optional<InProcessTask> find(String name, StepId step, int attempt) {
    return Optional.ofNullable(codes.get(name)).map(code -> code.task(step, attempt));
  }

  /// Adds the code of a step, if it has any.
  void add(DefinedFlow flow, DraftStep step, Contexts contexts) {
    switch (step.what) {
      case DraftStep.What.Java(var code) -> add(flow, step.name(), code, contexts);
      case DraftStep.What.Other(var execution) -> add(flow, step.name(), context -> {
        var stage = future(execution.run(context));
        try {
          var _ = stage.get();
        } catch (InterruptedException e) {
          stage.cancel(true);
          throw e;
        } catch (ExecutionException e) {
          throw new CompletionException(e.getCause());
        }
      }, contexts);
      case DraftStep.What.Bash _,DraftStep.What.Program _ -> {
        // a process
      }
    }
  }

  private static CompletableFuture<?> future(@Nullable CompletionStage<?> given) {
    if (given == null) {
      throw new IllegalStateException("its Execution returned null instead of a future");
    }
    return given.toCompletableFuture();
  }

  private void add(DefinedFlow flow, String step, JavaStep code, Contexts contexts) {
    codes.put(
        Compiler.code(flow.name(), step),
        (id, attempt) -> new CodeTask(
            "%s of %s".formatted(step, flow.name()),
            code,
            (out, err) -> contexts.of(flow, id, attempt, out, err),
            running));
  }

  /// Interrupts all that runs.
  void interrupt() {
    running.forEach(Thread::interrupt);
  }
}
