package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the recipes of the cookbook as they are printed there: what comes before each, the recipe
/// in bash, which must succeed, and then what must hold. Their output is in the file `output`.
@Tag("long")
@Timeout(120)
@ExtendWith(ProductExtension.class)
class CookbookIT {
  private static final Pattern RECIPE = Pattern.compile(
      "## (\\d+\\. [^\\n]+)\\n.*?<!-- before: (.*?)-->\\n```sh\\n(.*?)```\\n<!-- after: (.*?)-->",
      Pattern.DOTALL);
  private final Product product;

  CookbookIT(Product product) {
    this.product = product;
  }

  static Stream<Arguments> recipes() throws Exception {
    return RECIPE.matcher(Files.readString(Path.of("docs/cookbook.md")))
        .results()
        .map(m -> Arguments.of(m.group(1), m.group(2), m.group(3), m.group(4)))
        .toList()
        .stream();
  }

  @Test
  void allAreFound() throws Exception {
    var headings = Files.readAllLines(Path.of("docs/cookbook.md"))
        .stream()
        .filter(line -> line.startsWith("## "))
        .count();
    assertThat(recipes()).hasSize((int) headings).hasSizeGreaterThanOrEqualTo(20);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recipes")
  void works(String name, String before, String recipe, String after) throws Exception {
    product.with(
        "PATH",
        Product.launcher().getParent() + ":" + System.getenv("PATH"));
    shell("set +e\n" + before);
    var run = shell("set -e\n{\n" + recipe + "} > output\ncat output");
    assertThat(run.status()).as(run.stdout() + run.stderr()).isZero();
    var held = shell(after);
    assertThat(held.status()).as(run.stdout() + run.stderr() + held.stderr()).isZero();
  }

  private Product.Finished shell(String script) throws Exception {
    return product.startCommand(List.of("bash", "-c", script)).finish();
  }
}
