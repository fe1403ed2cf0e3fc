package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// An installation lies elsewhere than where it was built, as it does for everybody who unpacks the
/// archive: what the JVM has kept of the build must not tell otherwise.
@Timeout(180)
@ExtendWith(ProductExtension.class)
class MovedInstallationIT {
  private final Product product;

  MovedInstallationIT(Product product) {
    this.product = product;
  }

  private Path moved() throws Exception {
    var distribution = Product.launcher().resolve("../..").normalize();
    var moved = Files.createDirectories(product.file("opt")).resolve("elsewhere");
    var copied =
        product.startCommand(List.of("cp", "-a", distribution.toString(), moved.toString()))
            .finish();
    assertThat(copied.status()).as(copied.stderr()).isZero();
    return moved.resolve("bin");
  }

  @Test
  void allCommandsRun() throws Exception {
    var bin = moved();
    for (var command : List.of(
        List.of("parallelr", "--version"),
        List.of("autoexecflow", "version"),
        List.of("prunner", "version"),
        List.of("tasker", "--version"))) {
      var words = new ArrayList<>(command);
      words.set(0, bin.resolve(command.getFirst()).toString());
      var finished = product.startCommand(words).finish();
      assertThat(finished.status()).as(command + finished.stderr()).isZero();
      assertThat(finished.stderr()).isEmpty();
    }
  }

  @Test
  void stepsOfTheJdkFindTheProgram() throws Exception {
    var file = Files.writeString(product.file("task.yaml"), """
        name: t
        step:
        - {name: s, type: jshell, content: 'System.out.println(6 * 7);'}
        """);
    var finished = product
        .startCommand(
            List.of(
                moved().resolve("autoexecflow").toString(), "client", "run", "--local",
                file.toString()))
        .finish();
    assertThat(finished.status()).as(finished.stdout() + finished.stderr()).isZero();
    assertThat(finished.stdout()).contains("42");
  }
}
