package io.parallelr.prunner;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.yaml.Problem;
import io.parallelr.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileDecoderTest {

  @Test
  void decodesEveryKey() throws IOException {
    var problems = new Problems("every-key.yml", false);

    var pipelines = FileDecoder.decode(sample(), problems);

    assertThat(problems.sorted()).extracting(Problem::toString)
        .containsExactly("every-key.yml:2:1: the file has no key x, so it has no effect");
    var release = pipelines.getFirst();
    assertThat(release.origin()).isEqualTo(
        new Pipeline.Origin("release", "Builds and publishes a release", "every-key.yml", 4));
    assertThat(release.queueing())
        .isEqualTo(new Queueing(2, new QueueStrategy.Replace(3, true), Duration.ofSeconds(90)));
    assertThat(release.rules()).isEqualTo(
        new JobRules(
            true,
            true,
            new PipelineRetention(Duration.ofDays(2), 10),
            Map.of("SITE", "main", "PORT", "010", "EMPTY", ""),
            List.of("release.env")));
    assertThat(release.variables()).contains(
        new VariableSchema(
            List.of(
                new VariableRule("target", "Where to publish", VariableType.STRING, true,
                    Optional.empty(), List.of("staging", "1.50")),
                new VariableRule("copies", "", VariableType.INTEGER, false, Optional.of(2L),
                    List.of()))));
    assertThat(release.schedules()).containsExactly(
        new Schedule("0 3 * * *", Optional.of(ZoneId.of("Europe/Berlin")), Duration.ofHours(1),
            Schedule.Overlap.SKIP, Map.of("target", "staging", "copies", 3L)));
    assertThat(release.tasks()).containsExactly(
        new PipelineTask("build", List.of("make", "make check\nmake dist\n"), List.of(), Map.of(),
            PipelineTask.Terms.DEFAULT),
        new PipelineTask("publish", List.of("make publish"), List.of("build"),
            Map.of("RATIO", "1.50", "FLAG", "yes"),
            new PipelineTask.Terms(true, Duration.ofMinutes(10), 2, "dist", "sh")),
        new PipelineTask("report", List.of(), List.of("build", "publish"), Map.of(),
            PipelineTask.Terms.DEFAULT));
    assertThat(release.onError()).contains(
        new ErrorHandler(List.of("echo \"{{ .failedTaskName }}\""), Map.of("LEVEL", "1")));
    assertThat(pipelines.get(1).queueing().strategy())
        .isEqualTo(new QueueStrategy.PartitionedReplace(2));
  }

  private static String sample() throws IOException {
    try (var in = FileDecoderTest.class.getResourceAsStream("/prunner/every-key.yml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void takesTheDefaultsOfAnEmptyPipelineAndTask() {
    var pipeline = Decoded.pipeline("pipelines:\n  p:\n  q: {tasks: {t: , u: ~}}");

    assertThat(pipeline).isEqualTo(
        new Pipeline(
            new Pipeline.Origin("p", "", "p.yml", 2),
            Queueing.DEFAULT,
            new JobRules(false, false, PipelineRetention.KEEP, Map.of(), List.of()),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of()));
    assertThat(Decoded.pipelines("pipelines: {q: {tasks: {t: , u: ~}}}").getFirst().tasks())
        .extracting(PipelineTask::terms)
        .containsExactly(PipelineTask.Terms.DEFAULT, PipelineTask.Terms.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"---", "~", "{}", "pipelines:", "pipelines: {}",
      "--- {}\n---\npipelines: 5"})
  void definesNothingWithoutAnError(String text) {
    assertThat(Decoded.errors(text)).isEmpty();
    assertThat(Decoded.pipelines(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      concurrency: -1                    | concurrency must be greater than 0
      queue_limit: -1                    | queue_limit must not be negative
      start_delay: -1s                   | start_delay must not be negative
      start_delay: 1s, queue_limit: 0    | start_delay needs queue_limit > 0
      queue_strategy: partitioned_replace, queue_limit: 1, queue_partition_limit: 1 | \
      queue_limit is not allowed if queue_strategy=partitioned_replace, use queue_partition_limit \
      instead
      queue_strategy: partitioned_replace | \
      queue_partition_limit must be defined and >=1 if queue_strategy=partitioned_replace
      queue_strategy: partitioned_replace, queue_partition_limit: 0 | \
      queue_partition_limit must be defined and >=1 if queue_strategy=partitioned_replace
      queue_partition_limit: 1           | \
      `queue_partition_limit is not allowed if queue_strategy=append|replace, use queue_limit instead`
      tasks: {a: {depends_on: [nope]}}   | \
      missing task "nope" referenced in depends_on of task "a"
      cancel_running: true               | cancel_running needs queue_strategy=replace
      queue_strategy: replace, queue_limit: 0, cancel_running: true | \
      cancel_running needs queue_limit > 0
      """, maxCharsPerColumn = 300)
  void refusesAnInvalidPipelineInTheWordsOfTheOriginal(String keys, String cause) {
    assertThat(Decoded.errors("pipelines: {p: {" + keys + "}}")).singleElement()
        .asString()
        .endsWith(": invalid pipeline definition \"p\": " + cause);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      concurrency: two              | concurrency is not a whole number: two
      concurrency: "2"              | concurrency is not a whole number: 2; write it without quotes
      concurrency: 3000000000       | concurrency is out of range: 3000000000; write at most 2147483647
      concurrency: [1]              | concurrency is a list; write a single value
      start_delay: 10 seconds       | start_delay: 10 seconds is not a duration; write it as 1h30m, 10s or 300ms
      retention_period: 2d          | retention_period: 2d has a unit that is not known: write days as hours, here 48h
      queue_strategy: foo           | unknown queue strategy: "foo"; write append, replace or partitioned_replace
      keep_background: perhaps      | keep_background is not true or false: perhaps
      env: [A]                      | env is a list; write a map of keys
      env: {A: [1]}                 | env: the value of A is a list; write a text
      tasks: 5                      | tasks is a single value; write a map of keys
      tasks: {a: {script: echo hi}} | script is a single value; write a list, such as script: [echo done]
      tasks: {a: {script: [{b: c}]}} | script has an element that is a map; write a text, in quotes if it has a colon
      variables: {v: {type: strin}} | unknown type of a variable: strin; write one of any, string, integer, number, boolean, list, map; did you mean string?
      variables: {v: {allowed: a}}  | allowed is a single value; write a list of values
      schedule: {cron: 0 3 * * *, overlap: both} | unknown overlap: both; write one of queue, skip, cancel
      """, maxCharsPerColumn = 300)
  void refusesAValueOfAnotherTypeAndSaysWhatToWrite(String keys, String message) {
    assertThat(Decoded.errors("pipelines: {p: {" + keys + "}}")).singleElement()
        .asString()
        .matches("p\\.yml:1:[0-9]+: .*")
        .endsWith(": decoding YAML: " + message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      env: {A=B: 1}                 | env: a variable cannot have the name "A=B"; write one without =
      env: {A: "\\0"}               | env: a NUL character cannot be passed to a program; remove it
      tasks: {a: {timeout: -1s}}    | timeout must not be negative; write it as 1h30m, 10s or 300ms
      tasks: {a: {retries: -1}}     | retries must not be negative; write how often a failed task is tried again
      tasks: {a: {shell: ""}}       | shell must not be blank; write bash or sh
      tasks: {on_error: }, on_error: {} | the task on_error has the name of the error handler; give it another name
      schedule: {}                  | a schedule has no cron expression; write cron: "0 3 * * *" for each day at three
      schedule: {cron: 0 3 * * *, catch_up: -1s} | catch_up must not be negative
      schedule: {cron: 0 3 * * *, time_zone: Europe/Berlim} | unknown time zone: Europe/Berlim; write one such as Europe/Berlin or UTC; did you mean Europe/Berlin?
      schedule: 0 3 * * *, variables: {v: {required: true}} | schedule: variable v: missing; send any value
      variables: {__jobID: }        | variable name __jobID is reserved for internal use; choose another
      variables: {v: {type: integer, default: x}} | variable v: "x" is not a whole number
      variables: {v: {type: integer, allowed: [x]}} | variable v: "x" is not a whole number
      variables: {v: {allowed: [a], default: b}} | variable v: "b" is not allowed; send one of "a"
      variables: {v: {allowed: []}} | allowed is an empty list; remove it to allow all values
      """, maxCharsPerColumn = 300)
  void refusesWhatCannotBe(String keys, String message) {
    assertThat(Decoded.errors("pipelines: {p: {" + keys + "}}")).singleElement()
        .asString()
        .endsWith(": " + message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      concurency: 2                 | 17 | a pipeline has no key concurency, so it has no effect; did you mean concurrency?
      tasks: {a: {scripts: []}}     | 29 | a task has no key scripts, so it has no effect; did you mean script?
      tasks: {a: , a: }             | 30 | the key a is already given in line 1, which has no effect; remove one of them
      keep_background: on, keep-background: off | 38 | the key keep_background is given twice, and this one has no effect; remove one of them
      start_delay: 500              | 30 | start_delay: 500 without a unit is in nanoseconds; write 500s for seconds
      retention_count: -1           | 17 | retention_count is negative, so it has no effect; remove it to keep all jobs
      tasks: {a: {depends_on: b}, b: {depends_on: a}} | 25 | tasks of the pipeline "p" depend on each other in a cycle, so its jobs cannot run: a -> b -> a; remove one of these depends_on
      tasks: {"": }                 | 25 | a task has an empty name; give it one
      variables: {v: {required: true, default: 1}} | 33 | variable v: required has no effect, as there is a default; remove one of them
      """, maxCharsPerColumn = 300)
  void warnsOfWhatIsProbablyAMistake(String keys, int column, String message) {
    var text = "pipelines: {p: {" + keys + "}}";

    assertThat(Decoded.errors(text)).isEmpty();
    assertThat(Decoded.warnings(text)).singleElement()
        .isEqualTo("p.yml:1:%d: %s".formatted(column, message));
    var strict = new Problems("p.yml", true);
    FileDecoder.decode(text, strict);
    assertThat(strict.sorted()).allMatch(Problem::isError);
  }

  @Test
  void queuesOneJobToBeReplacedIfNoLimitIsGivenAndNoneForALimitOfZero() {
    assertThat(strategy("queue_strategy: replace"))
        .isEqualTo(new QueueStrategy.Replace(1, false));
    assertThat(strategy("queue_strategy: replace, queue_limit: 0"))
        .isEqualTo(new QueueStrategy.Append(0));
    assertThat(strategy("queue_limit: 0")).isEqualTo(new QueueStrategy.Append(0));
    assertThat(strategy("concurrency: 0"))
        .isEqualTo(new QueueStrategy.Append(QueueStrategy.UNLIMITED));
  }

  private static QueueStrategy strategy(String keys) {
    return Decoded.pipeline("pipelines: {p: {" + keys + "}}").queueing().strategy();
  }

  @Test
  void tellsAllProblemsAtOnceInTheOrderOfLines() {
    assertThat(Decoded.errors("""
        pipelines:
          p:
            tasks:
              a: {depends_on: [x]}
            concurrency: -1
          q: {queue_limit: no}
        """)).extracting(line -> line.substring(0, 8))
        .containsExactly("p.yml:4:", "p.yml:5:", "p.yml:6:");
  }

  @Test
  void keepsTheOrderOfTasksAndEnvironment() {
    var pipeline = Decoded.pipeline("""
        pipelines:
          p:
            env: {Z: 1, A: 2, M: 3}
            tasks: {z: , a: , m: }
        """);

    assertThat(pipeline.rules().environment().keySet()).containsExactly("Z", "A", "M");
    assertThat(pipeline.tasks()).extracting(PipelineTask::name).containsExactly("z", "a", "m");
  }
}
