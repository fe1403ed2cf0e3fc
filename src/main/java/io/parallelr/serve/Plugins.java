package io.parallelr.serve;

import io.parallelr.task.Reason;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// What the jars in a directory add to a server. Its classes are loaded once, and stay until the
/// end of the process. Immutable.
public final class Plugins {
  private final ClassLoader loader;

  private Plugins(ClassLoader loader) {
    this.loader = loader;
  }

  /// Those of a directory, and what is on the class path.
  ///
  /// @param directory need not exist
  /// @throws IOException if it cannot be read, or one of them is not a jar; the message names it
  public static Plugins of(Path directory) throws IOException {
    var jars = new ArrayList<URL>();
    if (Files.isDirectory(directory)) {
      try (var found = Files.newDirectoryStream(directory, "*.jar")) {
        for (var jar : found) {
          check(jar);
          jars.add(jar.toUri().toURL());
        }
      } catch (IOException e) {
        throw new IOException("plugins: " + Reason.withPath(e), e);
      }
    }
    var own = Plugins.class.getClassLoader();
    return new Plugins(jars.isEmpty() ? own : new URLClassLoader(jars.toArray(URL[]::new), own));
  }

  /// A loader of classes passes over what it cannot read.
  private static void check(Path jar) throws IOException {
    try (var _ = new ZipFile(jar.toFile())) {
      // its directory has been read
    } catch (ZipException e) {
      throw new IOException("%s is not a jar, or damaged (%s)".formatted(jar, Reason.of(e)), e);
    }
  }

  /// Makes one of each class that is named as a service.
  ///
  /// @param what they are, for messages
  /// @throws IOException if one cannot be loaded; the message names it
  public <T> List<T> load(Class<T> service, String what) throws IOException {
    var loaded = new ArrayList<T>();
    try {
      ServiceLoader.load(service, loader).forEach(loaded::add);
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new IOException("%s of plugins: %s".formatted(what, e.getMessage()), e);
    }
    return loaded;
  }
}
