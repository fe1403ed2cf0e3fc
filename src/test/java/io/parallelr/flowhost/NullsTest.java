package io.parallelr.flowhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parallelr.flows.Execution;
import io.parallelr.flows.Flow;
import io.parallelr.flows.FlowDefinition;
import io.parallelr.flows.FlowEvent;
import io.parallelr.flows.Flows;
import io.parallelr.flows.JavaStep;
import io.parallelr.flows.Run;
import io.parallelr.flows.RunStatus;
import io.parallelr.flows.Step;
import io.parallelr.flows.StepContext;
import io.parallelr.flows.StepStatus;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every public method of the library that users call refuses a null at once, and names
/// the parameter.
@Timeout(60)
class NullsTest {
  private static final Map<Class<?>, Object> VALUES = Map.ofEntries(
      Map.entry(String.class, "x"),
      Map.entry(Duration.class, Duration.ofSeconds(1)),
      Map.entry(Map.class, Map.of()),
      Map.entry(List.class, List.of()),
      Map.entry(Optional.class, Optional.empty()),
      Map.entry(OptionalInt.class, OptionalInt.empty()),
      Map.entry(Instant.class, Instant.EPOCH),
      Map.entry(ZoneId.class, ZoneId.of("UTC")),
      Map.entry(JavaStep.class, (JavaStep) _ -> {}),
      Map.entry(Execution.class, (Execution) _ -> CompletableFuture.completedFuture("x")),
      Map.entry(Consumer.class, (Consumer<Object>) _ -> {}),
      Map.entry(RunStatus.State.class, RunStatus.State.RUNNING),
      Map.entry(StepStatus.State.class, StepStatus.State.RUNNING),
      Map.entry(String[].class, new String[0]),
      Map.entry(Step[].class, new Step[0]),
      Map.entry(int.class, 1));

  @TempDir
  Path directory;
  private final AtomicInteger tried = new AtomicInteger();

  @Test
  void methodsRefuseThem() throws Exception {
    var settings = Flows.Settings.of(directory);
    try (var flows = Flows.open(settings)) {
      var context = new AtomicReference<@Nullable StepContext>();
      var flow = flows.define("f", f -> {
        tryAll(FlowDefinition.class, f);
        var step = f.java("a", context::set);
        tryAll(Step.class, step);
      });
      flows.start();
      var run = flow.start();
      run.await();
      tryAll(Flow.class, flow);
      tryAll(Run.class, run);
      tryAll(Flows.class, flows);
      tryAll(StepContext.class, context.get());
      tryAll(RunStatus.class, run.status());
      tryAll(Flows.Settings.class, settings);
    }
    assertThat(tried).hasValueGreaterThan(40);
  }

  @Test
  void recordsRefuseThem() {
    Stream.concat(
        Stream.of(Flows.Settings.class, RunStatus.class, StepStatus.class),
        Arrays.stream(FlowEvent.class.getPermittedSubclasses()))
        .forEach(type -> {
          var constructor = type.getDeclaredConstructors()[0];
          tryNulls(constructor, constructor::newInstance);
        });
    assertThat(tried).hasValueGreaterThan(30);
  }

  private void tryAll(Class<?> type, @Nullable Object target) {
    for (var method : type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()
          && !method.getName().equals("equals")) {
        tryNulls(method, arguments -> method.invoke(target, arguments));
      }
    }
  }

  /// Calls something.
  private interface Call {
    Object with(Object... arguments) throws ReflectiveOperationException;
  }

  private void tryNulls(Executable method, Call call) {
    var parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      var type = parameters[i].getType();
      if (!type.isPrimitive()) {
        assertRefused(method, call, i, null);
        if (type.isArray()) {
          assertRefused(method, call, i, Array.newInstance(type.getComponentType(), 1));
        }
      }
    }
  }

  private void assertRefused(Executable method, Call call, int index, @Nullable Object value) {
    var arguments = Arrays.stream(method.getParameters())
        .map(parameter -> value(parameter.getType()))
        .toArray();
    arguments[index] = value;
    var name = method.getParameters()[index].getName();
    var problem = catchThrowable(() -> call.with(arguments));
    assertThat(problem).as("%s: %s", method, name).isInstanceOf(InvocationTargetException.class);
    var cause = Objects.requireNonNull(problem.getCause());
    assertThat(cause).as("%s: %s", method, name)
        .isInstanceOf(NullPointerException.class);
    // a component is "grace", what replaces it "newGrace"
    assertThat(name.toLowerCase(Locale.ROOT)).as(method.toString())
        .endsWith(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
    tried.incrementAndGet();
  }

  private Object value(Class<?> type) {
    return type.equals(Path.class)
        ? directory
        : type.equals(Flows.Settings.class)
            ? Flows.Settings.of(directory)
            : VALUES.getOrDefault(type, "no value of " + type);
  }
}
