package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is secret is in no file and on no screen, and a run can be gone on with.
@Timeout(60)
@ExtendWith(ProductExtension.class)
class SecretsIT {
  private static final String COMMAND = """
      sh -c 'until [ -e go ]; do sleep 0.05; done; echo ${#DB_PASS}; [ "$3" = --not ] || exit 3' \
      _ --password @ARG_2@ @ARG_3@ token=tok-81516 'Authorization: Bearer bear-2342-er' \
      https://me:url-0815@host/ -x DB_PASS""";
  private static final List<String> SECRETS = List.of(
      "env-4711-value", "line-one", "line-two", "tok-81516", "bear-2342-er", "url-0815");
  private final Product product;

  SecretsIT(Product product) {
    this.product = product;
  }

  @Test
  void nothingSecretIsRecordedOrShown() throws Exception {
    Files.writeString(product.file("lines"), "a line-one --not\na line-two --yes\n");
    product.with("DB_PASS", "env-4711-value");
    var arguments = new String[]{"-A", "lines", "-S", "space", "-C", COMMAND, "--secret-env",
        "DB_PASS"};

    var dry = product.run(arguments);
    int pid = product.detach(with(arguments, "-r", "--log-task-output"));
    var listed = product.run("--list-workers");
    var whileItRan = filesWith(SECRETS);
    Files.createFile(product.file("go"));
    Awaitility.await().until(() -> !Product.runs(pid));

    assertThat(SECRETS).noneMatch(dry.stdout()::contains).noneMatch(listed.stdout()::contains);
    assertThat(dry.stdout()).contains(
        "_ --password '<masked len=8>' --not 'token=<masked len=9>'",
        "'Authorization: Bearer <masked len=12>' 'https://me:<masked len=8>@host/' -x DB_PASS",
        "# secrets are shown as <masked>");
    assertThat(listed.stdout()).contains("--password @ARG_2@", "token=<masked len=9>");
    // what it takes to ask for the run again, which the owner alone may read
    assertThat(whileItRan).containsExactly("request.json");
    assertThat(filesWith(SECRETS)).containsExactly("request.json");
    assertThat(filesWith(List.of("env-4711-value"))).isEmpty();
    assertThat(product.statuses()).isEqualTo(Map.of("lines:1", "SUCCESS", "lines:2", "FAILED"));
    assertThat(product.journal("task").getFirst().get("stdout").asString()).isEqualTo("14\n");
    goesOn();
  }

  private void goesOn() throws Exception {
    product.without("DB_PASS");
    var without = product.run("--retry-failed", "last", "-q");
    var changed = product.with("DB_PASS", "other").run("--retry-failed", "last", "-q");

    assertThat(without.status()).isEqualTo(2);
    assertThat(without.stderr()).isEqualTo(
        "parallelr: --secret-env: DB_PASS is not set in the environment; set it first. As its value "
            + "is recorded nowhere, --resume and --retry-failed need it set again\n");
    assertThat(changed.status()).isEqualTo(1);
    assertThat(product.statuses()).isEqualTo(Map.of("lines:1", "SKIPPED", "lines:2", "FAILED"));
    assertThat(product.journal("task").getLast().get("stdout").asString()).isEqualTo("5\n");
  }

  @Test
  void mistakesAreToldWithoutTheSecret() throws Exception {
    Files.writeString(product.file("lines"), "a\n");

    var value = product.run("-A", "lines", "-C", "true @ARG@", "--secret-env", "A=hunter2");
    var twice = product.with("A", "hunter2")
        .run("-A", "lines", "-C", "true @ARG@", "-E", "A", "--secret-env", "A");

    assertThat(value.status()).isEqualTo(2);
    assertThat(value.stderr()).contains("'A=…' is not the name of a variable")
        .doesNotContain("hunter2");
    assertThat(twice.status()).isEqualTo(2);
    assertThat(twice.stderr()).contains("--secret-env A: -E sets A for each line");
  }

  private static String[] with(String[] words, String... more) {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /// The names of files in the home that hold one of these texts.
  private List<String> filesWith(List<String> texts) throws Exception {
    try (var files = Files.walk(product.home())) {
      var found = new ArrayList<String>();
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var content = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (texts.stream().anyMatch(content::contains)) {
          found.add(String.valueOf(file.getFileName()));
        }
      }
      return found;
    }
  }
}
