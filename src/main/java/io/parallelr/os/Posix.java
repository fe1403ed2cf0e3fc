package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The C library, of which other classes make the calls that the JDK does not offer: a Java method
/// per call.
///
/// All are linked with one shape, six integer registers in and one out. In the C calling conventions
/// of the 64-bit Linux systems a callee ignores argument registers it does not use and the upper
/// half of those it reads as int, and linking costs two milliseconds of start-up time for each
/// shape. So pointers travel as long, and int results are narrowed.
@SuppressWarnings("restricted") // -Xlint reports native access in other classes
final class Posix {
  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int ENOENT = 2;
  static final int EAGAIN = 11;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle CALL = LINKER.downcallHandle(
      FunctionDescriptor.of(
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG),
      Linker.Option.captureCallState("errno"));

  /// Where a call leaves its error number, for each thread: made once, as calls are many.
  private static final ThreadLocal<MemorySegment> ERRNO =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_INT));

  static final MemorySegment IOCTL = symbol("ioctl");
  private static final MemorySegment CLOSE = symbol("close");
  private static final MemorySegment STRERROR = symbol("strerror");
  private static final MemorySegment PAGE_SIZE = symbol("getpagesize");

  private Posix() {}

  /// The result of a call.
  ///
  /// @param value what it returned
  /// @param errno why, if the value says that it failed
  record Result(long value, int errno) {
    int intValue() {
      return (int) value;
    }

    boolean failed() {
      return intValue() == -1;
    }
  }

  /// close(2).
  static void close(int fd) {
    call(CLOSE, fd, 0, 0, 0, 0, 0);
  }

  /// strerror(3).
  static String describe(int errno) {
    long text = call(STRERROR, errno, 0, 0, 0, 0, 0).value();
    return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
  }

  /// The array that a pointer in memory points at, as far as one string reaches.
  static MemorySegment string(MemorySegment pointer) {
    return pointer.reinterpret(Long.MAX_VALUE);
  }

  static int pageBytes() {
    return (int) call(PAGE_SIZE, 0, 0, 0, 0, 0, 0).value();
  }

  static Optional<MemorySegment> find(String name) {
    return LINKER.defaultLookup().find(name);
  }

  static MemorySegment symbol(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  static void check(Result result) {
    if (result.intValue() != 0) {
      throw new IllegalStateException(describe(result.intValue()));
    }
  }

  static Result call(
      MemorySegment function,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f) {
    try {
      var errno = ERRNO.get();
      long value = (long) CALL.invokeExact(function, errno, a, b, c, d, e, f);
      return new Result(value, errno.get(JAVA_INT, 0));
    } catch (RuntimeException | Error problem) {
      throw problem;
    } catch (Throwable problem) {
      throw new AssertionError("a C function throws nothing", problem);
    }
  }
}
