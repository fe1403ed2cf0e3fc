package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Tasks from the lines of several lists.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class CombineIT {
  private final Product product;
  private final Path directory;

  CombineIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @Test
  void eachLineWithEachAndAgainWhatFailed() throws Exception {
    file("hosts", "host\nweb\ndb\n");
    file("ports", "port\n80\n443\n");

    var run = product.run("-A", "hosts", "-A", "ports", "--header", "--combine", "product", "-C",
        "sh -c 'echo @host@:@ARG_2@ >>ran; test @port@ = 80 -o -e good'", "-r", "-m", "1", "-q");

    assertThat(run.status()).as(run.stderr()).isEqualTo(1);
    assertThat(Files.readAllLines(directory.resolve("ran")))
        .containsExactly("web:80", "web:443", "db:80", "db:443");
    assertThat(run.stderr()).contains("hosts:2+ports:3: web 443");
    file("good", "");
    var again = product.run("--retry-failed", "last", "-m", "1");
    assertThat(again.status()).isZero();
    assertThat(again.stdout()).contains("2 skipped");
    assertThat(Files.readAllLines(directory.resolve("ran")))
        .endsWith("web:443", "db:443")
        .hasSize(6);
  }

  @Test
  void listsFromPipesAreKept() throws Exception {
    var run = bash(
        "\"$0\" -A <(printf 'a\\nb\\n') -A - --combine zip -C 'false @ARG_1@ @ARG_2@' -r -q "
            + "<<<$'1\\n2'");

    assertThat(run.status()).as(run.stderr()).isEqualTo(1);
    assertThat(product.run("--retry-failed", "last", "-n").stdout())
        .contains("false a 1\n", "false b 2\n");
  }

  @Test
  void anEmptyListMakesNoTasks() throws Exception {
    file("a", "1\n");
    file("empty", "");

    var run =
        product.run("-A", "a", "-A", "empty", "--combine", "product", "-C", "echo @ARG_1@ @ARG_2@");

    assertThat(run.status()).as(run.stderr()).isEqualTo(4);
    assertThat(product.run("-A", "a", "-A", "a", "--combine", "x", "-C", "echo @ARG@").stderr())
        .contains("--combine: 'x' is not one of product, zip");
  }

  @Test
  void listsThatDoNotFitTogetherAreRefused() throws Exception {
    file("a", "1\n2\n");
    file("b", "x\n");

    var unequal = product.run("-A", "a", "-A", "b", "--combine", "zip", "-C", "echo @ARG_2@", "-r");
    var without = product.run("-A", "a", "-A", "b", "-C", "echo @ARG@");
    var single = product.run("-A", "a", "--combine", "zip", "-C", "echo @ARG@");

    assertThat(unequal.status()).isEqualTo(2);
    assertThat(unequal.stderr()).contains("/a has 2 lines", "/b has 1 line");
    assertThat(without.status()).isEqualTo(2);
    assertThat(without.stderr()).contains("-A is given 2 times: choose with --combine how");
    assertThat(single.status()).isEqualTo(2);
    assertThat(single.stderr()).contains("give at least two with -A");
  }

  /// A hundred million of them would fill the memory.
  @Test
  void aDryRunOfManyCombinationsBeginsAtOnce() throws Exception {
    file("a", IntStream.range(0, 10_000)
        .mapToObj(Integer::toString)
        .collect(
            Collectors.joining("\n")));

    var run =
        bash("\"$0\" -A a -A a --combine product -C 'echo @ARG_1@ @ARG_2@' | head -n 3");

    assertThat(run.stdout()).contains("echo 0 0\n", "echo 0 1\n");
  }

  private Product.Finished bash(String script) throws IOException, InterruptedException {
    return product
        .startCommand(List.of("bash", "-c", script, Product.launcher().toString()))
        .finish();
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
