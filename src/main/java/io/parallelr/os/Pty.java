package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A program on a pseudo-terminal of its own; pty(7). One thread reads, and one writes; both must
/// be platform threads, as they wait in the system. Any thread may do the rest.
public final class Pty implements AutoCloseable {
  private static final int POLL_BYTES = 8;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final int LONGEST_READ = 32 << 10;
  private static final int LOOK_MILLISECONDS = 200;
  private static final int LARGEST_SIDE = 10_000;

  private final int master;
  private final int pid;
  private final ChildProcess process;
  private volatile boolean isClosing;
  private int users; // threads inside of a call; under the lock of this
  private boolean isClosed; // under the lock of this

  private Pty(int master, int pid) {
    this.master = master;
    this.pid = pid;
    this.process = ChildProcess.of(pid);
  }

  /// Starts a program.
  ///
  /// @param program absolute path
  /// @param arguments including the name it is called by
  /// @param environment added to that of this process
  /// @param withheld names of variables of this process that it does not get
  /// @param directory where it runs; absolute
  /// @throws IOException if that cannot be done
  public static Pty start(
      Path program,
      List<String> arguments,
      Map<String, String> environment,
      Set<String> withheld,
      Path directory,
      int columns,
      int rows) throws IOException {
    var opened = PosixTerminal.openMaster();
    if (opened.failed()) {
      throw new IOException("no pseudo-terminal: " + Posix.describe(opened.errno()));
    }
    int master = opened.intValue();
    PosixTerminal.resize(master, columns, rows);
    var nowhere = Path.of("/dev/null");
    var started = new Spawner(false).start(
        new Spawner.Request(
            program, arguments, environment, withheld, directory, nowhere, nowhere, false),
        Path.of(PosixTerminal.slaveName(master)));
    return switch (started) {
      case Spawner.Running(var pid) -> new Pty(master, pid);
      case Spawner.Refused(_, var description) -> {
        Posix.close(master);
        throw new IOException("%s: %s".formatted(NativeText.of(program), description));
      }
    };
  }

  /// The number of the process that leads the session.
  public int pid() {
    return pid;
  }

  /// Reads what is printed. Blocks.
  ///
  /// @return at least one byte; none if no process has the terminal any more, if the program has
  /// ended and nothing is printed for a moment, or if it is being closed
  public byte[] read() {
    if (!enter()) {
      return new byte[0];
    }
    try (var arena = Arena.ofConfined()) {
      var buffer = arena.allocate(LONGEST_READ);
      while (!isClosing) {
        if (isReady(arena, POLLIN)) {
          var result = PosixFiles.read(master, buffer);
          if (result.value() > 0) {
            return buffer.asSlice(0, result.value()).toArray(JAVA_BYTE);
          }
          if (!isTemporary(result)) {
            return new byte[0]; // EIO: the last descriptor of the other side is closed
          }
        } else if (peek().isPresent()) {
          return new byte[0]; // others that it has started may have the terminal for long
        }
      }
      return new byte[0];
    } finally {
      leave();
    }
  }

  /// Types. Blocks while the program does not read.
  ///
  /// @return whether all was written; else nobody reads it any more
  public boolean write(byte[] bytes) {
    if (!enter()) {
      return false;
    }
    try (var arena = Arena.ofConfined()) {
      var rest = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, rest, JAVA_BYTE, 0, bytes.length);
      long done = 0;
      while (done < bytes.length) {
        if (isClosing) {
          return false;
        }
        if (isReady(arena, POLLOUT)) {
          var result =
              PosixFiles.write(master, rest.asSlice(done, bytes.length - done));
          if (result.value() > 0) {
            done += result.value();
          } else if (!isTemporary(result)) {
            return false;
          }
        }
      }
      return true;
    } finally {
      leave();
    }
  }

  private static boolean isTemporary(Posix.Result result) {
    return result.failed()
        && (result.errno() == Posix.EAGAIN || result.errno() == Posix.EINTR);
  }

  private boolean isReady(Arena arena, short events) {
    var descriptor = arena.allocate(POLL_BYTES, Integer.BYTES);
    descriptor.set(JAVA_INT, 0, master);
    descriptor.set(JAVA_SHORT, Integer.BYTES, events);
    var result = PosixFiles.poll(descriptor, 1, LOOK_MILLISECONDS);
    return result.intValue() > 0;
  }

  private synchronized boolean enter() {
    if (isClosed || isClosing) {
      return false;
    }
    users++;
    return true;
  }

  private synchronized void leave() {
    users--;
    if (isClosing && users == 0 && !isClosed) {
      isClosed = true;
      Posix.close(master);
    }
  }

  /// Changes the size of the terminal.
  ///
  /// @param columns of characters; from 1 to 10,000, as the rows
  public synchronized void resize(int columns, int rows) {
    if (!isClosed && columns > 0 && rows > 0 && columns <= LARGEST_SIDE && rows <= LARGEST_SIDE) {
      PosixTerminal.resize(master, columns, rows);
    }
  }

  /// Waits until the program has ended.
  ///
  /// @return whether it has
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.awaitEnd(limit);
  }

  /// How the program has ended, until it is taken in; empty if it has not.
  public Optional<ChildProcess.Exit> peek() {
    return process.peek();
  }

  /// Takes in the ended program; to be called once.
  public ChildProcess.Exit reap() {
    return process.reap();
  }

  /// Hangs up: the program gets SIGHUP from the system. Threads that read or write return soon.
  @Override
  public synchronized void close() {
    isClosing = true;
    if (users == 0 && !isClosed) {
      isClosed = true;
      Posix.close(master);
    }
  }
}
