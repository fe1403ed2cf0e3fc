package io.parallelr.autoexec;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.parallelr.os.Given;
import io.parallelr.os.NativeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What templates can do with paths, and with files and the environment of this process if that is
/// allowed: each as a function and as a filter. Immutable.
@SuppressWarnings("DoNotCallSuggester") // templates call what refuses
final class TemplateHost {
  private static final int MOST_FILES = 10_000;
  private static final long LARGEST_FILE = 1 << 20;

  private final boolean hasAccess;

  TemplateHost(boolean hasAccess) {
    this.hasAccess = hasAccess;
  }

  /// Adds all to what templates know.
  void register(Context context) {
    context.registerFunction(function("uuid", "uuid"));
    context.registerFunction(function("basename", "basename", String.class));
    context.registerFunction(function("dirname", "dirname", String.class));
    context.registerFunction(
        function("abspath", hasAccess ? "absolute" : "absoluteAlready", String.class));
    context.registerFunction(
        function("env", hasAccess ? "variable" : "noVariable", String.class));
    context.registerFunction(function("file", hasAccess ? "file" : "noFile", String.class));
    context.registerFunction(function("fileset", hasAccess ? "files" : "noFiles", String.class));
    filter(context, "basename", TemplateHost::basename);
    filter(context, "dirname", TemplateHost::dirname);
    filter(context, "dir", TemplateHost::dirname);
    filter(
        context,
        "abspath",
        hasAccess ? TemplateHost::absolute : TemplateHost::absoluteAlready);
    filter(context, "file", hasAccess ? TemplateHost::file : TemplateHost::noFile);
    filter(context, "fileset", hasAccess ? TemplateHost::files : TemplateHost::noFiles);
    TemplateFilters.add(context, "env", (value, arguments) -> {
      var name = TemplateFilters.text(value);
      var found = hasAccess ? variable(name) : noVariable(name);
      return found.isEmpty() ? arguments.at(0, "default", "") : found;
    });
  }

  private static ELFunctionDefinition function(
      String name,
      String method,
      Class<?>... parameters) {
    return new ELFunctionDefinition("", name, TemplateHost.class, method, parameters);
  }

  private interface OfText {
    Object of(String text) throws IOException;
  }

  private static void filter(Context context, String name, OfText body) {
    TemplateFilters.add(context, name, (value, _) -> body.of(TemplateFilters.text(value)));
  }

  /// A random name; called by templates, as all that is public here.
  public static String uuid() {
    return UUID.randomUUID().toString();
  }

  public static String basename(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  public static String dirname(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
  }

  public static String absolute(String path) {
    return NativeText.of(NativeText.resolve(Given.directory(), path).normalize());
  }

  /// The directory of this server is nothing that templates may know.
  public static String absoluteAlready(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalStateException(
          "abspath('%s'): templates may not know the directory of this server".formatted(path));
    }
    return absolute(path);
  }

  public static String variable(String name) {
    return Given.environment().getOrDefault(name, "");
  }

  public static String noVariable(String name) {
    throw new IllegalStateException(
        "env('%s'): templates may not read the environment of this server".formatted(name));
  }

  public static String file(String path) throws IOException {
    var file = Path.of(absolute(path));
    if (Files.size(file) > LARGEST_FILE) {
      throw new IllegalStateException("file('%s'): larger than 1 MiB".formatted(path));
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  public static String noFile(String path) {
    throw new IllegalStateException(
        "file('%s'): templates may not read files of this server".formatted(path));
  }

  /// The files that a pattern matches, sorted; `**` is for any directories.
  public static List<Object> files(String pattern) throws IOException {
    var whole = absolute(pattern);
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + whole);
    var found = new ArrayList<String>();
    Files.walkFileTree(Path.of(beforePattern(whole)), new SimpleFileVisitor<>() {
      private int seen;

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (matcher.matches(file)) {
          found.add(NativeText.of(file));
        }
        seen++;
        return seen < MOST_FILES && !Thread.currentThread().isInterrupted()
            ? FileVisitResult.CONTINUE
            : tooMany(pattern);
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException problem) {
        return FileVisitResult.CONTINUE; // it cannot be seen
      }
    });
    return TemplateFilters.list(found.stream().sorted().toList());
  }

  private static FileVisitResult tooMany(String pattern) {
    throw new IllegalStateException(
        "fileset('%s'): there are more than %,d files".formatted(pattern, MOST_FILES));
  }

  /// The directory in which all that matches is.
  private static String beforePattern(String pattern) {
    return dirname(pattern.replaceFirst("[*?\\[{\\\\].*$", "x"));
  }

  public static List<Object> noFiles(String pattern) {
    throw new IllegalStateException(
        "fileset('%s'): templates may not see files of this server".formatted(pattern));
  }
}
