package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Lists that come from standard input and pipes.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class ListsIT {
  private final Product product;
  private final Path directory;

  ListsIT(Product product) {
    this.product = product;
    directory = product.directory();
  }

  @Test
  void aRunOfLinesFromAPipeIsTriedAgainWithoutThem() throws Exception {
    bash("printf 'a b\\n; touch pwned\\n' | \"$0\" -A - -r -q "
        + "-C \"sh -c 'echo @ARG@ >>ran; [ -e good ]'\"");
    Files.createFile(directory.resolve("good"));

    var again = product.run("--retry-failed", "last", "-q");

    assertThat(again.status()).as(again.stderr()).isZero();
    assertThat(Files.readAllLines(directory.resolve("ran")))
        .containsExactlyInAnyOrder("a b", "; touch pwned", "a b", "; touch pwned");
    assertThat(directory.resolve("pwned")).doesNotExist();
    assertThat(Files.readString(latest().resolve("results.jsonl")))
        .contains("\"task\":\"standard input:2\"")
        .doesNotContain("input.list:2");
  }

  @Test
  void aProcessSubstitutionIsKeptLikeStandardInput() throws Exception {
    int status = bash("\"$0\" -A <(printf 'x\\0y\\n') -0 -r -q -C 'test @ARG@ = x'");

    assertThat(status).isEqualTo(1);
    assertThat(latest().resolve("input.list")).hasContent("x\0y\n");
    assertThat(product.run("--retry-failed", "last", "-n").stdout())
        .contains("test $'y\\n' '=' x", "1 task of run");
  }

  @Test
  void pathsFromStandardInputAreKept() throws Exception {
    Files.writeString(directory.resolve("a\nb.sh"), "exit 1");
    Files.writeString(directory.resolve("c.sh"), "exit 0");

    int status =
        bash("find . -name '*.sh' -print0 | \"$0\" -T @- -0 -r -q -C 'sh @TASK@'");

    assertThat(status).isEqualTo(1);
    Files.writeString(directory.resolve("a\nb.sh"), "exit 0");
    assertThat(product.run("--retry-failed", "last", "-q").status()).isZero();
  }

  @Test
  void aTableWithAHeaderFillsPlaceholders() throws Exception {
    Files.writeString(directory.resolve("t.csv"), "host,note\r\nweb,\"a, \"\"b\"\"\r\nc\"\r\n");

    var run = product.run(
        "-A", "t.csv", "-S", "csv", "--header", "-r", "-q", "--print",
        "-C", "sh -c 'printf \"%s|%s|%s\" @host@ \"@note@\" \"$1\"' _ @SLOT@");

    assertThat(run.stdout()).contains("web|a, \"b\"\r\nc|1");
  }

  @Test
  void aListThatCannotBeReadAgainIsRefusedForADetachedRun() throws Exception {
    assertThat(bash("echo x | \"$0\" -A - -r -d -C 'echo @ARG@' 2>message")).isEqualTo(2);
    assertThat(directory.resolve("message"))
        .hasContent(
            "parallelr: -d leaves standard input and pipes behind; save the list to a file");
  }

  @Test
  void optionsForListsNeedOne() throws Exception {
    Files.createDirectory(directory.resolve("tasks"));
    for (var option : List.of("-0", "--header")) {
      var run = product.run("-T", "tasks", option, "-C", "cat @TASK@");

      assertThat(run.status()).isEqualTo(2);
      assertThat(run.stderr()).contains("give one with -A");
    }
  }

  private Path latest() throws IOException {
    return product.latestRun();
  }

  private int bash(String script) throws Exception {
    return product
        .startCommand(List.of("bash", "-c", script, Product.launcher().toString()))
        .finish()
        .status();
  }
}
