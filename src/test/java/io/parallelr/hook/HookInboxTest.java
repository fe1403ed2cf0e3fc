package io.parallelr.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.job.JobEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HookInboxTest {
  private final List<Long> reports = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final HookInbox inbox = new HookInbox(2, () -> now, reports::add);

  private void add(String... jobs) {
    for (var job : jobs) {
      inbox.add(List.of(new JobEvent.StepReady(job, "s")));
    }
  }

  private String take() throws InterruptedException {
    return inbox.take().map(arrived -> arrived.event().job()).orElse("-");
  }

  @Test
  void whatIsDroppedIsReportedOnceAMinute() throws Exception {
    add("a", "b", "c", "d");
    assertThat(take()).isEqualTo("a");
    assertThat(reports).containsExactly(2L);

    add("e", "f", "g");
    now = now.plus(Duration.ofSeconds(59));
    assertThat(take()).isEqualTo("b");
    assertThat(reports).containsExactly(2L);

    now = now.plus(Duration.ofSeconds(1));
    assertThat(take()).isEqualTo("e");
    assertThat(reports).containsExactly(2L, 2L);
  }

  @Test
  void whatIsThereIsTakenAfterItIsClosed() throws Exception {
    add("a", "b", "c");
    assertThat(take()).isEqualTo("a");
    add("d", "e");

    inbox.close();

    assertThat(List.of(take(), take(), take())).containsExactly("b", "d", "-");
    assertThat(reports).containsExactly(1L, 1L); // the last one, too
  }

  @Test
  void anEventHasTheTimeAtWhichItCame() throws Exception {
    var before = now;
    add("a");
    now = now.plus(Duration.ofHours(1));

    assertThat(inbox.take().orElseThrow().at()).isEqualTo(before);
  }
}
