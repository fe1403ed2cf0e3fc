package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test a [Product] in a temporary directory of its own. After the test, also after one
/// that failed, it ends all processes that carry the home of this product, and deletes
/// the directory.
final class ProductExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(ProductExtension.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private record Installed(Product product) implements AutoCloseable {
    static Installed make() {
      try {
        return new Installed(new Product(Files.createTempDirectory("junit")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      var directory = product.directory();
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .atMost(LIMIT)
          .until(() -> {
            var left = processes(directory);
            left.forEach(ProcessHandle::destroyForcibly);
            return left.isEmpty();
          });
      delete(directory);
    }
  }

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD; // a product for each test, not for each class
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Product.class;
  }

  @Override
  public Product resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(NAMESPACE)
        .computeIfAbsent(Installed.class, _ -> Installed.make(), Installed.class)
        .product();
  }

  /// The processes whose `PARALLELR_HOME` is in a directory.
  private static List<ProcessHandle> processes(Path directory) {
    var home = "\0PARALLELR_HOME=" + directory + '/';
    return ProcessHandle.allProcesses()
        .filter(process -> environment(process.pid()).contains(home))
        .filter(process -> Product.runs(process.pid()))
        .toList();
  }

  private static String environment(long pid) {
    try {
      return '\0' + Files.readString(Path.of("/proc/" + pid + "/environ"), ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended, or is another user's
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
          throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult postVisitDirectory(
          Path directory,
          @org.jspecify.annotations.Nullable IOException problem) throws IOException {
        Files.delete(directory);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
