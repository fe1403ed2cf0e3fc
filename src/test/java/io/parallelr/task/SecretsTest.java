package io.parallelr.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '~', quoteCharacter = '¬', textBlock = """
      curl/--password/it's ~ curl/--password/<masked len=4>
      curl/--password=a b c/x ~ curl/--password=<masked len=5>/x
      mysql/--db-password/-u/me ~ mysql/--db-password/-u/me
      curl/-H/Authorization: Bearer abcdefgh ~ curl/-H/Authorization: Bearer <masked len=8>
      sh/-c/token=abc; run ~ sh/-c/token=<masked len=3>; run
      sh/-c/run --password "$PASS" --token $(cat t) ~ sh/-c/run --password "$PASS" --token $(cat t)
      run/--password/@ARG_2@ ~ run/--password/@ARG_2@
      run/--password=$PASS ~ run/--password=$PASS
      sort/--key/2 ~ sort/--key/2
      say/pass-4711! ~ say/<masked len=9>!
      """)
  void wordsAreMaskedAsTheyAre(String words, String shown) {
    var secrets = Secrets.of(List.of("pass-4711", "x"));

    var masked = secrets.masked(List.of(words.split("/", -1)));

    assertThat(String.join("/", masked)).isEqualTo(shown);
    assertThat(secrets.masked(masked)).isEqualTo(masked);
  }

  @Test
  void whatIsSecretInACommandIsSoInTheArgumentsToo() {
    var one = masked("hunter2", "me");
    var other = masked("hunter3", "me");

    assertThat(one.command()).containsExactly("run", "--token", "<masked len=7>", "me");
    assertThat(one.environment()).isEqualTo(Map.of("DB_KEY", "<masked len=7>", "USER", "me"));
    assertThat(one.input().arguments()).first().asString().startsWith("<masked len=7> #");
    assertThat(one.input().arguments().getLast()).isEqualTo("me");
    assertThat(one.input()).as("lines are still told apart").isNotEqualTo(other.input());
    assertThat(one.input()).isEqualTo(masked("hunter2", "me").input());
  }

  @Test
  void aTaskWithoutSecretsStaysTheSame() {
    var task = task(List.of("cat", "/tmp/x"), Map.of("A", "b"), List.of("b"));

    assertThat(Secrets.NONE.masked(task)).isSameAs(task);
  }

  private static Task masked(String password, String user) {
    return Secrets.NONE.masked(
        task(
            List.of("run", "--token", password, user),
            Map.of("DB_KEY", password, "USER", user),
            List.of(password, user)));
  }

  private static Task task(
      List<String> command,
      Map<String, String> environment,
      List<String> arguments) {
    return new Task(
        1,
        "lines:1",
        new Input.Line(Path.of("/lines"), 1, arguments),
        command,
        environment,
        Duration.ofSeconds(1),
        Retries.NONE,
        1);
  }
}
