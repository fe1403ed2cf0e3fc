package io.parallelr.os;

import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Signals by name, and what this process does on them.
public final class Signals {
  public static final int SIGKILL = 9;
  public static final int SIGUSR1 = 10;
  public static final int SIGTERM = 15;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;
  public static final int SIGTSTP = 20;

  // the numbers of Linux on all but the alpha, mips, parisc and sparc architectures; signal(7)
  private static final List<String> NAMES = List.of(
      "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
      "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
      "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS");

  private Signals() {}

  /// The name of a signal with its prefix, such as `SIGKILL`.
  ///
  /// @param number from 1
  public static String name(int number) {
    return number <= NAMES.size() ? "SIG" + NAMES.get(number - 1) : "SIGRTMIN+" + (number - 34);
  }

  /// Calls the handler, on a thread of the JVM's, whenever this process gets the signal.
  ///
  /// @param name without its prefix, such as `TERM`
  public static void handle(String name, Runnable handler) {
    // by reflection: javac warns about each mention of these classes, which cannot be turned off,
    // but
    // the JDK has no other way to hear of a signal
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handlerType = Class.forName("sun.misc.SignalHandler");
      var proxy = Proxy.newProxyInstance(
          Signals.class.getClassLoader(),
          new Class<?>[]{handlerType},
          (_, _, _) -> run(handler));
      signal.getMethod("handle", signal, handlerType)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG%s cannot be handled".formatted(name), e);
    }
  }

  /// Lets the system do what it does on a signal that nobody handles.
  ///
  /// @param name without its prefix, such as `TSTP`
  public static void leaveToSystem(String name) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handlerType = Class.forName("sun.misc.SignalHandler");
      signal.getMethod("handle", signal, handlerType)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance(name),
              handlerType.getField("SIG_DFL").get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG%s cannot be left alone".formatted(name), e);
    }
  }

  private static @Nullable Object run(Runnable handler) {
    handler.run();
    return null; // the result of SignalHandler.handle, the only method the JDK calls
  }
}
