package io.parallelr.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HookDeliveryTest {
  private static final HookDelivery.Pauses SHORT =
      new HookDelivery.Pauses(Duration.ofMillis(1), Duration.ofMillis(5));

  @TempDir
  Path directory;
  private Path waiting;
  private HttpServer receiver;
  private final HookCall call = new HookCall(Clock.systemUTC());
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final List<Throwable> deaths = new CopyOnWriteArrayList<>();

  /// Answers with the status that stands in the name of an event.
  @BeforeEach
  void start() throws Exception {
    waiting = directory.resolve("h");
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", exchange -> {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var name = body.replaceAll(".*\"name\":\"([^\"]*)\".*", "$1");
      received.add(name);
      exchange.sendResponseHeaders(Integer.parseInt(name.substring(0, 3)), -1);
      exchange.close();
    });
    receiver.start();
  }

  @AfterEach
  void end() throws Exception {
    for (var thread : threads) {
      thread.interrupt();
      thread.join();
    }
    call.close();
    receiver.stop(0);
    assertThat(deaths).isEmpty();
  }

  private static String event(String name) {
    return "{\"id\":\"i\",\"event\":\"job-ended\",\"name\":\"%s\"}".formatted(name);
  }

  private HookQueue queue(String... names) throws Exception {
    var queue = new HookQueue(waiting, 100, 3);
    for (var name : names) {
      queue.add(event(name), false);
    }
    return queue;
  }

  private void deliver(HookQueue queue) {
    deliver(
        queue,
        new Hook.Target.Webhook(
            URI.create("http://127.0.0.1:%d/x".formatted(receiver.getAddress().getPort())),
            ""));
  }

  private void deliver(HookQueue queue, Hook.Target target) {
    var hook = new Hook("h", EnumSet.allOf(HookEvent.Kind.class), Set.of(), "*", target);
    threads.add(
        Thread.ofPlatform()
            .uncaughtExceptionHandler((_, problem) -> deaths.add(problem))
            .start(new HookDelivery(hook, queue, call, Clock.systemUTC(), SHORT)));
  }

  private List<String> failed() throws Exception {
    try (var files = Files.list(waiting.resolve("failed"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String file(int number, String end) {
    return "%019d.%s".formatted(number, end);
  }

  @Test
  void aFileThatIsNoEventIsMovedAside() throws Exception {
    Files.createDirectory(waiting);
    Files.createFile(waiting.resolve(file(1, "json")));
    Files.writeString(waiting.resolve(file(2, "json")), event("200").substring(0, 20));
    Files.write(waiting.resolve(file(3, "json")), new byte[]{'{', (byte) 0xff, '}'});
    Files.writeString(waiting.resolve(file(4, "json")), event("200 a"));
    Files.writeString(waiting.resolve(".draft-1-1"), "{");

    deliver(queue("200 b"));

    await().until(() -> received.size() == 2);
    assertThat(received).containsExactly("200 a", "200 b");
    assertThat(failed()).containsExactly(file(1, "bad"), file(2, "bad"), file(3, "bad"));
    assertThat(waiting.resolve(".draft-1-1")).doesNotExist();
  }

  @Test
  void aFileThatCannotBeReadDelaysTheOthersForAWhileOnly() throws Exception {
    Files.createDirectories(waiting.resolve(file(1, "json")));

    deliver(queue("200"));

    await().until(() -> received.contains("200"));
    assertThat(failed()).containsExactly(file(1, "json"));
  }

  @Test
  void anEventThatIsRefusedIsGivenUpAfterAWhile() throws Exception {
    var queue = queue("200 a", "400", "410", "200 b");
    deliver(queue);

    await().until(() -> received.contains("200 b"));
    assertThat(received)
        .containsExactly("200 a", "400", "400", "400", "400", "400", "410", "200 b");
    assertThat(failed()).containsExactly(file(2, "json"), file(3, "json"));
    assertThat(Files.readString(waiting.resolve("failed").resolve(file(2, "json"))))
        .isEqualTo(event("400"));
  }

  @Test
  void theLastThatWereGivenUpAreKept() throws Exception {
    deliver(queue("410", "410", "410", "410", "200"));
    await().until(() -> received.contains("200"));
    assertThat(failed()).containsExactly(file(2, "json"), file(3, "json"), file(4, "json"));

    var later = queue("410", "200 later"); // whose numbers are not those of kept files
    await().until(() -> later.size() == 2);
    deliver(later);

    await().until(() -> received.contains("200 later"));
    assertThat(failed()).containsExactly(file(3, "json"), file(4, "json"), file(5, "json"));
  }

  @Test
  void anEventIsGivenUpIfEarlierServersHaveTriedItForADay() throws Exception {
    var queue = queue("500", "200");
    Files.setLastModifiedTime(
        waiting.resolve(file(1, "json")),
        FileTime.from(Instant.now().minus(Duration.ofHours(25))));

    deliver(queue);

    await().until(() -> received.contains("200"));
    assertThat(received).hasSize(11).first().isEqualTo("500");
  }

  @ParameterizedTest
  @CsvSource({"NONE,1,0,true", "LITTLE,4,99,false", "LITTLE,5,0,true", "LONG,9,99,false",
      "LONG,10,23,false", "LONG,10,24,true", "LONG,999,23,false"})
  void patienceEnds(HookProblem.Patience patience, int attempts, int hours, boolean isOver) {
    assertThat(patience.isOver(attempts, Duration.ofHours(hours))).isEqualTo(isOver);
  }

  @Test
  void aCommandCanBeGivenAnyName() throws Exception {
    var told = directory.resolve("told");
    var queue = queue("a\\u0000b", "x".repeat(200_000));

    deliver(
        queue,
        new Hook.Target.Command(
            "printf '%s\\n' \"$PARALLELR_NAME\" >> " + told));

    await().until(() -> queue.size() == 0);
    assertThat(Files.readAllLines(told)).containsExactly("a\uFFFDb", "x".repeat(32_768));
  }

  @Test
  void aDefectOfOneCallCostsOneEvent() throws Exception {
    Files.createDirectory(waiting);
    Files.writeString(
        waiting.resolve(file(1, "json")),
        "{\"id\":\"a\\nb\",\"event\":\"e\"}"); // which no header can hold

    deliver(queue("200"));

    await().until(() -> received.contains("200"));
    assertThat(failed()).containsExactly(file(1, "json"));
  }

  @Test
  void anInterruptGivesNothingUp() throws Exception {
    var queue = queue("500");
    deliver(queue);
    await().until(() -> received.size() > 20);

    threads.getFirst().interrupt();
    threads.getFirst().join();

    assertThat(new HookQueue(waiting, 100, 3).size()).isEqualTo(1);
  }

  @Test
  void theOldestAreDroppedIfTooManyWait() throws Exception {
    var queue = new HookQueue(waiting, 2, 1);
    for (int i = 1; i <= 3; i++) {
      queue.add("{\"n\":%d}".formatted(i), i % 2 == 0);
    }
    assertThat(queue.read(queue.first())).contains("{\"n\":2}");
    var later = new HookQueue(waiting, 2, 1);
    assertThat(later.read(later.first())).contains("{\"n\":2}");
  }

  @Test
  void aFileWhoseNumberIsTooLargeIsLeft() throws Exception {
    Files.createDirectory(waiting);
    Files.writeString(waiting.resolve("9".repeat(19) + ".json"), "{}");

    assertThat(queue("200").first().file()).hasFileName(file(1, "json"));
  }

  @Test
  void eventsInMemoryAreSavedWhenTheyCanBe() throws Exception {
    var queue = queue();
    Files.delete(waiting);
    Files.createFile(waiting);
    queue.add(event("200"), false);
    Files.delete(waiting);

    queue.save();

    var later = new HookQueue(waiting, 100, 3);
    assertThat(later.read(later.first())).contains(event("200"));
  }
}
