package io.parallelr.batch;

import io.parallelr.os.NativeText;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;

/// Absolute paths, each once and in their order, kept so that a million of them take little more
/// memory than their names have bytes. A path is made anew each time it is asked for: one that is
/// kept keeps its text too.
final class PathList extends AbstractList<Path> implements RandomAccess {
  private static final int BLOCK_BITS = 20;
  private static final int BLOCK = 1 << BLOCK_BITS;
  private static final int LENGTH_BYTES = 2;
  private static final int LONGEST = 0xffff;

  private final List<Path> directories = new ArrayList<>();
  private final Map<Path, Integer> numbers = new HashMap<>(); // of the directories
  private final List<byte[]> blocks = new ArrayList<>();
  private final List<Path> odd = new ArrayList<>(); // whose names cannot be kept so
  private int end = BLOCK; // of what is used of the last block
  private int[] directory = new int[16];
  private int[] place = new int[16]; // of the name in the blocks; if odd, -1 minus its number there
  private int size;
  private int lastNumber = -1;

  private PathList() {}

  /// Of paths in any order.
  static final class Builder {
    private final PathList list = new PathList();

    void add(Path path) {
      list.append(path);
    }

    /// Adds one by its directory and the bytes of its name.
    void add(Path directory, byte[] name) {
      list.append(directory, name);
    }

    /// All of them; the builder is used up.
    PathList build() {
      list.sort();
      list.numbers.clear();
      return list;
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Path get(int index) {
    Objects.checkIndex(index, size);
    if (place[index] < 0) {
      return odd.get(-1 - place[index]);
    }
    var block = block(index);
    int at = offset(index);
    int from = at + LENGTH_BYTES;
    var name = NativeText.of(Arrays.copyOfRange(block, from, from + length(block, at)));
    return NativeText.resolve(directories.get(directory[index]), name);
  }

  private void append(Path path) {
    var parent = path.getParent();
    var name = NativeText.bytes(NativeText.nameOf(path));
    if (parent == null || name.length > LONGEST) {
      makeRoom();
      odd.add(path);
      directory[size] = -1;
      place[size++] = -odd.size();
    } else {
      append(parent, name);
    }
  }

  private void append(Path parent, byte[] name) {
    makeRoom();
    directory[size] = number(parent);
    place[size++] = store(name);
  }

  private void makeRoom() {
    if (size == place.length) {
      int more = Math.addExact(size, size / 2);
      directory = Arrays.copyOf(directory, more);
      place = Arrays.copyOf(place, more);
    }
  }

  private int number(Path parent) {
    if (lastNumber < 0 || !directories.get(lastNumber).equals(parent)) {
      lastNumber = numbers.computeIfAbsent(parent, p -> {
        directories.add(p);
        return directories.size() - 1;
      });
    }
    return lastNumber;
  }

  private int store(byte[] name) {
    if (end + LENGTH_BYTES + name.length > BLOCK) {
      blocks.add(new byte[BLOCK]);
      end = 0;
    }
    var block = blocks.getLast();
    int at = Math.addExact(Math.multiplyExact(blocks.size() - 1, BLOCK), end);
    block[end] = (byte) (name.length >> Byte.SIZE);
    block[end + 1] = (byte) name.length;
    System.arraycopy(name, 0, block, end + LENGTH_BYTES, name.length);
    end += LENGTH_BYTES + name.length;
    return at;
  }

  private byte[] block(int index) {
    return blocks.get(place[index] >> BLOCK_BITS);
  }

  private int offset(int index) {
    return place[index] & (BLOCK - 1);
  }

  private static int length(byte[] block, int at) {
    return ((block[at] & 0xff) << Byte.SIZE) | (block[at + 1] & 0xff);
  }

  private void sort() {
    var order = PathOrder.of(this);
    int kept = 0;
    var newDirectory = new int[size];
    var newPlace = new int[size];
    for (int i = 0; i < size; i++) {
      if (i == 0 || !isSame(order[i - 1], order[i])) {
        newDirectory[kept] = directory[order[i]];
        newPlace[kept++] = place[order[i]];
      }
    }
    directory = newDirectory;
    place = newPlace;
    size = kept;
  }

  private boolean isSame(int a, int b) {
    return directory[a] == directory[b]
        && (isOdd(a) ? get(a).equals(get(b)) : name(a).equals(name(b)));
  }

  /// Whether a path is kept as a whole, without a directory and a name.
  boolean isOdd(int index) {
    return place[index] < 0;
  }

  /// The number of its directory.
  int directoryOf(int index) {
    return directory[index];
  }

  List<Path> directories() {
    return directories;
  }

  /// The bytes of its last name, where they are kept.
  ByteBuffer name(int index) {
    var block = block(index);
    int at = offset(index);
    return ByteBuffer.wrap(block, at + LENGTH_BYTES, length(block, at));
  }
}
