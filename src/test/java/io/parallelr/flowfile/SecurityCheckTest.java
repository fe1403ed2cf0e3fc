package io.parallelr.flowfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityCheckTest {

  private static List<String> problems(String text, Rules rules) {
    return FlowReader.read(text, rules)
        .problems()
        .stream()
        .filter(p -> !p.message().contains("given twice")) // as tasks here are
        .map(p -> "%d:%d %s %s".formatted(p.line(), p.column(), p.severity(), p.message()))
        .toList();
  }

  private static String task(String keys) {
    return "task=0\nhostname=localhost\ncommand=run\nexec=local\n" + keys.replace("\\n", "\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '¬', textBlock = """
      arguments=x; rm -r y ~ 5:12 ERROR ~ '; rm' looks like a second command
      arguments=a | nc host 1 ~ 5:13 ERROR ~ pipe to the network
      arguments=$(id) ~ 5:11 ERROR ~ looks like a command substitution
      arguments=`id` ~ 5:11 ERROR ~ looks like a command substitution
      arguments=x > /dev/sda ~ 5:13 ERROR ~ redirection to a device
      arguments=../../secret ~ 5:11 ERROR ~ looks like path traversal
      arguments=%2e%2e%2fx ~ 5:11 ERROR ~ in disguise
      arguments=-n /etc/shadow ~ 5:14 ERROR ~ a system file
      command=a;b ~ 5:10 ERROR ~ ';' has a meaning only in a shell
      hostname=a$b ~ 5:11 ERROR ~ '$' is not allowed in a host name
      command=ls -la ~ 5:9 WARNING ~ the name of one program, blanks included
      """)
  void whatLooksLikeAnAttackIsRefusedInTheSecondDialect(
      String keys,
      String place,
      String message) {
    assertThat(problems(task(keys + "\n"), Rules.of(Dialect.SECOND)))
        .anySatisfy(p -> assertThat(p).startsWith(place).contains(message));

    var skipped = new Rules(
        Dialect.SECOND,
        false,
        EnumSet.of(Rules.Check.TASKS),
        "pbrun",
        Map.of());
    assertThat(FlowReader.read(task(keys + "\n"), skipped).flow()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '¬', textBlock = """
      exec=shell\\narguments=$(id); rm x | nc y 1
      command=sh\\narguments=-c "x=$(date); echo $x"
      command=/bin/bash\\narguments=-e -c 'rm -f a && rm -f b'
      arguments=a;b (c) "d e" <f>
      """)
  void whatAShellThatWasAskedForReadsIsNot(String keys) {
    assertThat(FlowReader.read(task(keys + "\n"), Rules.of(Dialect.SECOND)).flow()).isPresent();
  }

  @Test
  void theFirstDialectLooksAtHostsAndDestructionOnly() {
    assertThat(problems(task("arguments=../x $(id)\n"), Rules.of(Dialect.FIRST))).isEmpty();
    assertThat(problems(task("hostname=a;b\n"), Rules.of(Dialect.FIRST)))
        .anySatisfy(p -> assertThat(p).contains("5:11 ERROR"));
    assertThat(problems(task("command=rm\narguments=-rf /\n"), Rules.of(Dialect.FIRST)))
        .anySatisfy(p -> assertThat(p).contains("WARNING task 0: this deletes all files"));
    assertThat(problems(task("command=rm\narguments=-rf /tmp/x\n"), Rules.of(Dialect.FIRST)))
        .isEmpty();
  }

  @Test
  void whatIsTooLongIsRefused() {
    assertThat(problems(task("arguments=" + "x".repeat(2001) + "\n"), Rules.of(Dialect.SECOND)))
        .anySatisfy(p -> assertThat(p).contains("2001 characters, more than the 2000 allowed"));
    assertThat(problems(task("hostname=" + "x".repeat(254) + "\n"), Rules.of(Dialect.FIRST)))
        .anySatisfy(p -> assertThat(p).contains("254 characters, more than the 253 allowed"));
  }

  @Test
  void variablesOfTheEnvironmentMustBeSetIfTheyAreUsed() {
    var text = "A=$GONE/x\nB=@A@\nC=${ALSO_GONE}\nD=$THERE\n"
        + task("arguments=@B@ @D@\n");
    var rules = Rules.of(Dialect.SECOND);
    var with = new Rules(
        rules.dialect(),
        false,
        rules.checks(),
        "local",
        Map.of("THERE", "yes"));

    assertThat(problems(text, with)).containsExactly(
        "1:3 ERROR $GONE is not set in the environment");

    var strict = EnumSet.copyOf(rules.checks());
    strict.add(Rules.Check.STRICT_ENVIRONMENT);
    var strictly = new Rules(
        rules.dialect(),
        false,
        strict,
        "local",
        Map.of("THERE", "yes", "TASKER_X", "1"));
    assertThat(problems("A=x/${GONE}\n" + task("arguments=@A@\n"), with))
        .containsExactly("1:5 ERROR $GONE is not set in the environment");
    assertThat(problems("E=$TASKER_X\n" + text, strictly)).hasSize(3)
        .allSatisfy(p -> assertThat(p).contains("only names that begin with TASKER_"));
    assertThat(problems(text, Rules.of(Dialect.FIRST))).isEmpty();
  }

  @Test
  void whatTheEnvironmentHoldsIsAValueAndNoVariable() {
    var rules = new Rules(
        Dialect.SECOND,
        false,
        Rules.of(Dialect.SECOND).checks(),
        "local",
        Map.of("HELD", "@B@ $B"));

    var read = FlowReader.read("A=[$HELD]@B@\nB=b\n" + task("arguments=@A@\n"), rules);

    assertThat(read.problems()).isEmpty();
    assertThat(read.draft().value("A")).contains("[@B@ $B]b");
    assertThat(read.draft().globals()).hasEntrySatisfying(
        "A",
        a -> assertThat(a.source()).isEqualTo("[@B@ $B]@B@"));
  }

  @Test
  void subtasksAreExpectedAfterTheirBlockAndHostsBeforeTheRun() {
    var text = """
        task=0
        hostname=localhost
        command=hostname
        exec=local
        next=success
        task=1
        type=parallel
        tasks=150,250
        next=never
        task=150
        hostname=@0_stdout@
        command=a
        exec=local
        task=250
        hostname=localhost
        command=a
        exec=local
        """;

    assertThat(problems(text, Rules.of(Dialect.SECOND))).satisfiesExactly(
        p -> assertThat(p).startsWith("8:11 WARNING").contains("from 100 to 199, not [250]"),
        p -> assertThat(p).startsWith("11:10 ERROR").contains("@0_stdout@"));
    assertThat(problems(text, Rules.of(Dialect.FIRST))).isEmpty();
  }
}
