package io.parallelr.launcher;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The entry of tasker.jar. It is compiled for an old Java, so that whatever Java it is started with can say what is
 * missing: where that is new enough it runs tasker itself, else it starts tasker's own launcher, which looks for one.
 */
public final class TaskerJar {
  private static final int NEEDED = 25;
  private static final String MAIN = "io.parallelr.tasker.TaskerMain";

  private TaskerJar() {}

  public static void main(String[] args) throws Exception {
    if (version() >= NEEDED) {
      Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
      return;
    }
    File jar = new File(TaskerJar.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    File launcher = new File(jar.getParentFile().getParentFile(), "bin/tasker");
    if (!launcher.isFile()) {
      System.err.println("tasker: needs Java " + NEEDED + " or later, but this is Java " + version()
          + "; start it with its own launcher, or with a newer java");
      System.exit(1);
    }
    List<String> command = new ArrayList<String>();
    command.add("sh");
    command.add(launcher.getPath());
    command.addAll(Arrays.asList(args));
    final Process process = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread() {
      @Override
      public void run() {
        end(process);
      }
    });
    int status = process.waitFor();
    // the launcher found no Java either, which is told by the exit status that this has for it
    System.exit(status);
  }

  /** A signal to this process is one to tasker. */
  private static void end(Process process) {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** 8 for "1.8", 25 for "25". */
  private static int version() {
    String version = System.getProperty("java.specification.version");
    return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
  }
}
