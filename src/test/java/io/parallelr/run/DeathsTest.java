package io.parallelr.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.os.HeapGuard;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DeathsTest {

  /// A thread that dies ends the run, which says which one it was.
  @Test
  void aThreadThatDiesEndsTheRun() throws InterruptedException {
    var problems = new ArrayBlockingQueue<RuntimeException>(1);
    var deaths = new Deaths(HeapGuard.start("test", 5));
    deaths.end(problems::add);
    var thread = Thread.ofPlatform().name("intake").unstarted(() -> {
      throw new AssertionError("bug");
    });
    thread.setUncaughtExceptionHandler(deaths);

    thread.start();

    assertThat(problems.take()).hasMessage("thread intake died: java.lang.AssertionError: bug")
        .hasRootCauseInstanceOf(AssertionError.class);
  }
}
