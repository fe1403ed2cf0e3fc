package io.parallelr.flowrun;

import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.flowfile.Dialect;
import io.parallelr.flowfile.FlowReader;
import io.parallelr.flowfile.Rules;
import io.parallelr.task.Secrets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowSecretsTest {
  private static final Secrets NONE = new Secrets(List.of());

  @ParameterizedTest
  @CsvSource(delimiter = '~', quoteCharacter = '¬', textBlock = """
      curl --password hunter2 host ~ curl --password <masked len=7> host
      mysql --password=hunter2 -u me ~ mysql --password=<masked len=7> -u me
      --api-key 'two words' x ~ --api-key <masked len=11> x
      login token: abc123 done ~ login token: <masked len=6> done
      {"access_key":"AKIA1","n":1} ~ {"access_key":<masked len=7>,"n":1}
      DB_PASSWORD=x;echo ~ DB_PASSWORD=<masked len=1>;echo
      -H Authorization: Bearer eyJhbGciOi.x-y ~ -H Authorization: Bearer <masked len=14>
      git clone https://me:pa55@host/repo ~ git clone https://me:<masked len=4>@host/repo
      """)
  void whatStandsWhereASecretIsExpectedIsMasked(String text, String shown) {
    assertThat(NONE.masked(text)).isEqualTo(shown);
    assertThat(NONE.masked(shown)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokens used: 5", "key=value", "http://host:8080/path",
      "a password is set",
      "Basic checks", "keyboard: qwerty", "passwordless"})
  void ordinaryTextIsShown(String text) {
    assertThat(NONE.masked(text)).isEqualTo(text);
  }

  @Test
  void variablesAreMaskedByTheirNamesAndWithWhatIsInThem() {
    var flow = FlowReader.read("""
        USER=anna
        SECRET_LINE=@USER@-0815
        api_key=anna-0815-long
        TOKEN_X=ab
        task=0
        return=0
        """, Rules.of(Dialect.FIRST)).draft();

    var secrets = FlowSecrets.of(flow);

    assertThat(secrets.masked("say anna-0815-long and anna-0815 to anna (ab)"))
        .isEqualTo("say <masked len=14> and <masked len=9> to anna (ab)");
  }
}
