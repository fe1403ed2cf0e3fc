package io.parallelr.autoexec;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.TemplateError;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Renders templates in the language of Jinja. What a template can use of time and memory is
/// limited, and it sees nothing of this machine unless that is allowed. May be used by any thread.
final class TaskTemplates {
  private static final long LARGEST_OUTPUT = 1 << 20;
  private static final int DEEPEST = 20;
  private static final long SECONDS = 5;

  private final Jinjava engine;

  /// @param hasAccess whether templates may read files and the environment of this process
  TaskTemplates(boolean hasAccess) {
    engine = new Jinjava(
        JinjavaConfig.newBuilder()
            .withMaxOutputSize(LARGEST_OUTPUT)
            .withMaxRenderDepth(DEEPEST)
            .withMaxMacroRecursionDepth(DEEPEST)
            .withMaxListSize(100_000)
            .withMaxMapSize(100_000)
            .withMaxStringLength(LARGEST_OUTPUT)
            .withMaxNumDeferredTokens(1_000)
            .withRangeLimit(10_000)
            .withLstripBlocks(true)
            .withTrimBlocks(true)
            .withNestedInterpretationEnabled(false) // values are not templates
            .withProcessors(
                JinjavaProcessors.newBuilder()
                    .withNodePreProcessor((_, _) -> endIfInterrupted())
                    .build())
            .build());
    engine.setResourceLocator((name, _, _) -> {
      throw new IOException("a template cannot include " + name);
    });
    var context = engine.getGlobalContext();
    TemplateFilters.register(context);
    new TemplateHost(hasAccess).register(context);
  }

  /// The engine itself does not heed interrupts: without this a template that takes too long would
  /// keep its thread busy after its client was answered.
  private static void endIfInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterpretException("rendering was interrupted");
    }
  }

  /// Renders a template.
  ///
  /// @param values by name, of the kinds of JSON
  /// @throws RefusedException if it cannot be rendered; the message says where
  String render(String template, Map<String, ? extends @Nullable Object> values)
      throws RefusedException, InterruptedException {
    var task = new FutureTask<>((Callable<String>) () -> rendered(template, values));
    var thread = Thread.ofPlatform().daemon().name("template").start(task);
    try {
      return task.get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw e;
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new RefusedException(
          Reply.FAILED,
          "the template takes longer than %d s to render".formatted(SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw new RefusedException(
          Reply.FAILED,
          "the template cannot be rendered: " + e.getCause());
    }
  }

  private String rendered(String template, Map<String, ? extends @Nullable Object> values)
      throws RefusedException {
    var result = engine.renderForResult(template, values);
    for (var error : result.getErrors()) {
      if (error.getSeverity() == TemplateError.ErrorType.FATAL
          || error.getReason() == TemplateError.ErrorReason.SYNTAX_ERROR) {
        throw new RefusedException(
            Reply.FAILED,
            "template, line %d: %s".formatted(
                Math.max(1, error.getLineno()),
                message(error)));
      }
    }
    return result.getOutput();
  }

  private static String message(TemplateError error) {
    Throwable cause = error.getException();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    var text = cause instanceof IllegalStateException
        ? String.valueOf(cause.getMessage())
        : String.valueOf(error.getMessage());
    return text.lines().findFirst().orElse("it is malformed");
  }
}
