package io.parallelr.batch;

import io.parallelr.os.NativeText;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Sorts paths as [Path#compareTo] does: by the bytes of all of the path.
///
/// Most names of a directory begin alike, and differ in few bytes: those are compared first, as
/// a number.
final class PathOrder {
  private final PathList list;
  private final List<byte[]> directories; // each ends with a slash
  private final long[] keys; // the bytes of a name behind what all of its directory begin with

  private PathOrder(PathList list) {
    this.list = list;
    this.directories = list.directories().stream().map(PathOrder::bytes).toList();
    this.keys = keys(common());
  }

  private static byte[] bytes(Path directory) {
    var text = NativeText.of(directory);
    return NativeText.bytes(text.endsWith("/") ? text : text + '/');
  }

  /// The places of its paths in the list, as they are sorted.
  static int[] of(PathList list) {
    var order = new int[list.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    new PathOrder(list).sort(order, new int[order.length], 0, order.length);
    return order;
  }

  /// How many bytes all names of each directory begin with.
  private int[] common() {
    var common = new int[directories.size()];
    var first = new ByteBuffer[common.length];
    for (int i = 0; i < list.size(); i++) {
      if (!list.isOdd(i)) {
        var name = list.name(i);
        int directory = list.directoryOf(i);
        if (first[directory] == null) {
          first[directory] = name;
          common[directory] = name.remaining();
        } else {
          int differ = name.mismatch(first[directory]);
          common[directory] = differ < 0 ? common[directory] : Math.min(common[directory], differ);
        }
      }
    }
    return common;
  }

  private long[] keys(int[] common) {
    var made = new long[list.size()];
    for (int i = 0; i < made.length; i++) {
      if (!list.isOdd(i)) {
        var name = list.name(i);
        int from = name.position() + common[list.directoryOf(i)];
        for (int at = from; at < from + Long.BYTES; at++) {
          made[i] = made[i] << Byte.SIZE | (at < name.limit() ? name.get(at) & 0xff : 0);
        }
      }
    }
    return made;
  }

  /// Merges; directories are mostly sorted in part, or small.
  private void sort(int[] order, int[] spare, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(order, spare, from, middle);
    sort(order, spare, middle, to);
    if (compare(order[middle - 1], order[middle]) <= 0) {
      return;
    }
    System.arraycopy(order, from, spare, from, middle - from);
    int left = from;
    int right = middle;
    for (int i = from; left < middle; i++) {
      order[i] = right < to && compare(order[right], spare[left]) < 0
          ? order[right++]
          : spare[left++];
    }
  }

  private int compare(int a, int b) {
    if (list.isOdd(a) || list.isOdd(b)) {
      return list.get(a).compareTo(list.get(b));
    }
    int directoryA = list.directoryOf(a);
    int directoryB = list.directoryOf(b);
    if (directoryA != directoryB) {
      return compare(
          directories.get(directoryA),
          list.name(a),
          directories.get(directoryB),
          list.name(b));
    }
    int order = Long.compareUnsigned(keys[a], keys[b]);
    return order != 0 ? order : compare(list.name(a), list.name(b));
  }

  /// Where one directory lies in the other, a name is compared with the rest of a directory.
  private static int compare(byte[] directoryA, ByteBuffer a, byte[] directoryB, ByteBuffer b) {
    int common = Math.min(directoryA.length, directoryB.length);
    int differ = Arrays.mismatch(directoryA, 0, common, directoryB, 0, common);
    if (differ >= 0) {
      return Byte.compareUnsigned(directoryA[differ], directoryB[differ]);
    }
    return directoryA.length < directoryB.length
        ? compare(a, rest(directoryB, common))
        : -compare(b, rest(directoryA, common));
  }

  /// What follows; it has a slash, so no name begins with it.
  private static ByteBuffer rest(byte[] directory, int from) {
    return ByteBuffer.wrap(directory, from, directory.length - from);
  }

  @SuppressWarnings("ByteBufferBackingArray")
  private static int compare(ByteBuffer a, ByteBuffer b) {
    return Arrays.compareUnsigned(
        a.array(),
        a.position(),
        a.limit(),
        b.array(),
        b.position(),
        b.limit());
  }
}
