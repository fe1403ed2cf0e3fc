package io.parallelr.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Starts programs by posix_spawn(3): each in a session of its own, with output straight into
/// files, input from `/dev/null`, no other descriptor, and signals as the caller of the launcher had
/// them.
///
/// May be used by any thread. What it makes for a directory with a set of output files it keeps for
/// the next program, up to a number of them, if that uses the same ones.
public final class Spawner {
  /// The descriptor that a program may take tokens from.
  public static final int TOKENS_IN = 3;
  /// The descriptor that it puts them back into.
  public static final int TOKENS_OUT = 4;

  private static final short SETSIGDEF = 0x04; // spawn.h of glibc and musl
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0100;
  private static final int O_APPEND = 02000;
  private static final Path NULL_DEVICE = Path.of("/dev/null");
  private static final int OF_OWNER = 0600; // what programs print may be secret
  private static final int SIGSET_BYTES = 128;
  private static final int MOST_KEPT = 1024;
  private static final int STRUCT_BYTES = 512; // more than any posix_spawn structure has

  private final MemorySegment attributes;
  private final MemorySegment ofThisSession;
  private final Map<Files, MemorySegment> actions = new ConcurrentHashMap<>();
  private final InheritedEnvironment environment;
  private final CallersAttributes callers;

  private record Files(Path directory, Path stdout, Path stderr, Optional<Path> tokens) {}

  /// A program to start.
  ///
  /// @param program absolute path
  /// @param arguments including the name it is called by
  /// @param environment added to that of this process, or in place of it where names are the same
  /// @param withheld names of variables of this process that it does not get
  /// @param directory where it runs; absolute
  /// @param stdout file to append to, made if missing; absolute
  /// @param tokens a FIFO that it gets as [#TOKENS_IN] and [#TOKENS_OUT]
  /// @param isRepeated whether more programs are started with the same directory and files
  public record Request(
      Path program,
      List<String> arguments,
      Map<String, String> environment,
      Set<String> withheld,
      Path directory,
      Path stdout,
      Path stderr,
      Optional<Path> tokens,
      boolean isRepeated) {
    /// One without such a FIFO.
    public Request(
        Path program,
        List<String> arguments,
        Map<String, String> environment,
        Set<String> withheld,
        Path directory,
        Path stdout,
        Path stderr,
        boolean isRepeated) {
      this(
          program,
          arguments,
          environment,
          withheld,
          directory,
          stdout,
          stderr,
          Optional.empty(),
          isRepeated);
    }
  }

  /// The result of a request.
  public sealed interface Started {}

  /// It runs.
  public record Running(int pid) implements Started {}

  /// It does not, for a reason of errno(3).
  public record Refused(int errno, String description) implements Started {}

  /// @throws UnsupportedOperationException if the C library lacks what is needed
  public Spawner() {
    this(true);
  }

  /// @param keepsIgnored whether signals that the caller of the launcher has ignored are ignored by
  ///   programs, too
  /// @throws UnsupportedOperationException if the C library lacks what is needed
  public Spawner(boolean keepsIgnored) {
    if (!isSupported()) {
      throw new UnsupportedOperationException("needs Linux with glibc 2.34 or later");
    }
    var arena = Arena.global();
    callers = CallersAttributes.read();
    callers.restoreHere();
    var blocked = arena.allocate(SIGSET_BYTES, 8);
    blocked.set(JAVA_LONG, 0, callers.blocked());
    var handled = arena.allocate(SIGSET_BYTES, 8).fill((byte) 0xff);
    handled.set(JAVA_LONG, 0, keepsIgnored ? ~callers.ignored() : -1L);
    attributes = arena.allocate(STRUCT_BYTES, 16);
    PosixProcesses.initAttributes(attributes, SETSID | SETSIGDEF | SETSIGMASK, blocked, handled);
    ofThisSession = arena.allocate(STRUCT_BYTES, 16);
    PosixProcesses.initAttributes(ofThisSession, SETSIGDEF | SETSIGMASK, blocked, handled);
    environment = InheritedEnvironment.read();
  }

  /// Whether whoever called the launcher has a signal ignored.
  public boolean isIgnoredByCaller(int signal) {
    return (callers.ignored() & (1L << (signal - 1))) != 0;
  }

  /// Whether this system has all that starting and watching a process here needs.
  public static boolean isSupported() {
    return System.getProperty("os.name", "").equals("Linux")
        && ADDRESS.byteSize() == Long.BYTES
        && Posix.find("posix_spawn_file_actions_addclosefrom_np").isPresent();
  }

  /// Starts the program; returns when it has been loaded, or could not be.
  public Started start(Request request) {
    var files = new Files(
        request.directory(), request.stdout(), request.stderr(), request.tokens());
    var kept = actions.get(files);
    if (kept == null && request.isRepeated() && actions.size() < MOST_KEPT) {
      kept = actions.computeIfAbsent(files, f -> makeActions(f, Arena.global()));
    }
    try (var arena = Arena.ofConfined()) {
      if (kept != null) {
        return spawn(request, kept, arena);
      }
      var once = makeActions(files, arena);
      try {
        return spawn(request, once, arena);
      } finally {
        PosixProcesses.destroyActions(once);
      }
    }
  }

  /// Starts the program on a terminal, which its session then has, instead of with files.
  ///
  /// @param request of which the files do not count
  /// @param terminal its path; it must not have a session yet
  Started start(Request request, Path terminal) {
    try (var arena = Arena.ofConfined()) {
      var actions = arena.allocate(STRUCT_BYTES, 16);
      PosixProcesses.initActions(actions);
      for (int fd = 0; fd <= 2; fd++) { // the first makes it the session's: open(2), O_NOCTTY
        PosixProcesses.addOpen(actions, fd, NativeFile.name(arena, terminal), O_RDWR, 0);
      }
      PosixProcesses.addChdir(actions, NativeFile.name(arena, request.directory()));
      PosixProcesses.addCloseFrom(actions, 3);
      try {
        return spawn(request, actions, arena);
      } finally {
        PosixProcesses.destroyActions(actions);
      }
    }
  }

  /// Starts a program in the place of this one: in its session and process group, with its
  /// terminal, files and directory, and signals as the caller of the launcher had them.
  ///
  /// @param command a program, by its absolute path, and its arguments
  public Started startHere(List<String> command) {
    var program = NativeText.path(command.getFirst());
    var request = new Request(
        program, command, Map.of(), Set.of(), NULL_DEVICE, NULL_DEVICE, NULL_DEVICE, false);
    try (var arena = Arena.ofConfined()) {
      return spawn(request, MemorySegment.NULL, ofThisSession, arena);
    }
  }

  private Started spawn(Request request, MemorySegment actions, Arena arena) {
    return spawn(request, actions, attributes, arena);
  }

  private Started spawn(
      Request request,
      MemorySegment actions,
      MemorySegment how,
      Arena arena) {
    var image = ProgramImage.of(arena, request, environment);
    int errno = PosixProcesses.spawn(
        image.pid().address(),
        image.path(),
        actions.address(),
        how.address(),
        image.arguments(),
        image.environment());
    return errno == 0
        ? new Running(image.pid().get(JAVA_INT, 0))
        : new Refused(errno, Posix.describe(errno));
  }

  /// What a child does before it loads its program; the same for all that share these files, and
  /// never changed.
  private static MemorySegment makeActions(Files files, Arena arena) {
    var actions = arena.allocate(STRUCT_BYTES, 16);
    PosixProcesses.initActions(actions);
    int append = O_WRONLY | O_CREAT | O_APPEND;
    PosixProcesses.addOpen(actions, 0, NativeFile.name(arena, NULL_DEVICE), 0, 0);
    PosixProcesses.addOpen(actions, 1, NativeFile.name(arena, files.stdout()), append, OF_OWNER);
    PosixProcesses.addOpen(actions, 2, NativeFile.name(arena, files.stderr()), append, OF_OWNER);
    PosixProcesses.addChdir(actions, NativeFile.name(arena, files.directory()));
    PosixProcesses.addCloseFrom(actions, TOKENS_IN);
    files.tokens().ifPresent(fifo -> {
      PosixProcesses.addOpen(actions, TOKENS_IN, NativeFile.name(arena, fifo), O_RDWR, 0);
      PosixProcesses.addOpen(actions, TOKENS_OUT, NativeFile.name(arena, fifo), O_RDWR, 0);
    });
    return actions;
  }

}
