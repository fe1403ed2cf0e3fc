package io.parallelr.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.parallelr.job.Admission;
import io.parallelr.job.JobSpec;
import io.parallelr.job.Lane;
import io.parallelr.job.StepSpec;
import io.parallelr.job.Work;
import io.parallelr.json.JsonValues;
import io.parallelr.os.HeapGuard;
import io.parallelr.run.Deaths;
import io.parallelr.run.Installation;
import io.parallelr.serve.JobServer;
import io.parallelr.serve.JobServerSettings;
import io.parallelr.serve.NewJob;
import io.parallelr.store.JobHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HooksTest {
  private static final String LANE = "lane";

  @TempDir
  Path directory;
  private JobServer server;
  private HttpServer receiver;
  private final AtomicInteger status = new AtomicInteger(200);
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> signatures = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = JobServer.open(
        new JobServerSettings(
            directory.resolve("data"),
            directory,
            Map.of(),
            Set.of(),
            4,
            Duration.ofSeconds(1),
            JobServer.OnRestart.CONTINUE,
            false,
            false),
        new JobServer.Host(
            new Installation(Optional.empty(), directory.resolve("home")),
            Clock.systemUTC(),
            System::nanoTime,
            new Deaths(HeapGuard.start("test", 5))::end));
    server.jobs().put(new Lane(LANE, 1, new Admission.Append(Admission.UNLIMITED)));
    server.start();
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", exchange -> {
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      signatures.add(exchange.getRequestHeaders().getFirst("X-Parallelr-Signature"));
      exchange.sendResponseHeaders(status.get(), -1);
      exchange.close();
    });
    receiver.start();
  }

  @AfterEach
  void end() throws Exception {
    receiver.stop(0);
    server.shutdown(JobServer.Shutdown.CANCEL);
    server.await();
    server.close();
  }

  private Hooks hooks(Map<String, String> hook) throws Exception {
    return Hooks.start(
        HookSections.hooks(Map.of("h", hook), directory),
        server.jobs(),
        directory.resolve("data"),
        Clock.systemUTC());
  }

  private void run(String name, String script) {
    server.jobs()
        .submit(
            new NewJob(
                new JobHead("test", name, "ann", "{}"),
                JobSpec.of(LANE, List.of(StepSpec.of("s", new Work.Items(List.of(script))))),
                Duration.ZERO));
  }

  private String url() {
    return "http://127.0.0.1:%d/x".formatted(receiver.getAddress().getPort());
  }

  private List<String> events() {
    return bodies.stream().map(body -> {
      try {
        var fields = JsonValues.object(body);
        return "%s %s %s".formatted(
            fields.get("event"), fields.getOrDefault("step", "-"),
            fields.getOrDefault("state", "-"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }).toList();
  }

  @Test
  void aCommandIsCalledBeforeAndAfter() throws Exception {
    var command = "echo $PARALLELR_EVENT $PARALLELR_NAME $PARALLELR_STEP $PARALLELR_STATE >> "
        + directory.resolve("told");
    try (var _ = hooks(Map.of("command", command, "names", "night*"))) {
      run("other", "true");
      run("nightly", "exit 3");
      await().until(() -> told().size() == 4);
    }
    assertThat(told()).containsExactly(
        "job-started nightly",
        "step-started nightly s",
        "step-ended nightly s failed",
        "job-ended nightly failed");
  }

  private List<String> told() throws Exception {
    var file = directory.resolve("told");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(String::strip).toList()
        : List.of();
  }

  @Test
  void aRequestIsSignedAndRepeatedUntilItIsTaken() throws Exception {
    Files.writeString(directory.resolve("secret"), "tiptop\n");
    status.set(500);
    var hook = Map.of(
        "url", url(), "secret-file", "secret", "events", "job-created, job-ended");
    try (var _ = hooks(hook)) {
      run("a", "true");
      await().until(() -> bodies.size() == 2); // the same again
    }
    assertThat(bodies.get(1)).isEqualTo(bodies.get(0));
    bodies.clear();
    status.set(204);

    try (var _ = hooks(hook)) { // what has waited is delivered by the next server
      await().until(() -> events().size() == 2);
    }

    assertThat(events()).containsExactly("job-created - -", "job-ended - succeeded");
    var signature = signatures.getLast();
    var time = signature.substring(2, signature.indexOf(','));
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("tiptop".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    var sum = mac.doFinal((time + '.' + bodies.getLast()).getBytes(StandardCharsets.UTF_8));
    assertThat(signature).isEqualTo("t=" + time + ",v1=" + HexFormat.of().formatHex(sum));
    assertThat(directory.resolve("data/hooks/h")).isEmptyDirectory();
  }

  @Test
  void whatHasJustHappenedIsOnDiskWhenItCloses() throws Exception {
    var hook = Map.of("url", "http://127.0.0.1:1/", "events", "job-created");
    var sections = new TreeMap<String, Map<String, String>>();
    for (int i = 0; i < 20; i++) { // which take longer than the jobs do
      sections.put("h" + i, hook);
    }
    var hooks = Hooks.start(
        HookSections.hooks(sections, directory),
        server.jobs(),
        directory.resolve("data"),
        Clock.systemUTC());
    for (int i = 0; i < 30; i++) {
      run("n" + i, "true");
    }

    hooks.close();

    for (var name : sections.keySet()) {
      var waiting = new HookQueue(directory.resolve("data/hooks").resolve(name), 1_000, 10);
      assertThat(waiting.size()).isEqualTo(30);
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenLosesNoEvent() throws Exception {
    var place = directory.resolve("data/hooks/h");
    try (var _ = hooks(Map.of("url", url(), "events", "job-created, job-ended"))) {
      Files.delete(place);
      Files.createFile(place); // nothing can be written into that

      run("a", "true");

      await().until(() -> events().size() == 2);
    }
    assertThat(events()).containsExactly("job-created - -", "job-ended - succeeded");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "command=x,url=http://h/|give either a command or a url",
      "names=x|give either a command or a url",
      "url=ftp://h/|the url is not one such as https://host/path",
      "url=https://h/a b|the url is not one such as https://host/path",
      "url=https:///x|the url is not one such as https://host/path",
      "url=https://h:99999/|the url is not one such as https://host/path",
      "command=x,events=job-begun|there is no event job-begun",
      "command=x,secret-file=none|secret-file signs requests",
      "url=http://h/,secret-file=empty|secret-file DIR/empty is empty",
      "url=http://h/,secret-file=bytes|secret-file: DIR/bytes: not valid UTF-8",
      "url=http://h/,secret-file=/dev/zero|secret-file: /dev/zero: larger than 65536 bytes",
      "url=http://h/,secret-file=none|secret-file: DIR/none: not found"})
  void whatIsWrongIsSaid(String keys, String message) throws Exception {
    Files.writeString(directory.resolve("empty"), " \n");
    Files.write(directory.resolve("bytes"), new byte[]{(byte) 0xff});
    var values = new TreeMap<String, String>();
    for (var pair : keys.split(",", -1)) {
      values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    assertThatThrownBy(() -> HookSections.hooks(Map.of("h", values), directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("hook h: ")
        .hasMessageContaining(message.replace("DIR", directory.toString()))
        .satisfies(e -> assertThat(String.valueOf(e.getCause())).doesNotContain("a b"));
  }

  @ParameterizedTest
  @CsvSource({"*,abc,true", "a*c,abc,true", "a*c,ac,true", "a*b*c,axxbyc,true", "abc,abcd,false",
      "*b,abc,false", "a*a,a,false"})
  void namesMatchPatterns(String pattern, String name, boolean matches) {
    var hook = new Hook(
        "h", Set.of(HookEvent.Kind.JOB_ENDED), Set.of(), pattern, new Hook.Target.Command("x"));
    assertThat(
        hook.wants(
            new HookEvent(
                HookEvent.Kind.JOB_ENDED, "id", new JobHead("d", name, "", "{}"), "", "",
                Instant.EPOCH)))
        .isEqualTo(matches);
  }
}
