import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/// Gives classes of libraries other names. All names in a class are texts of its constant pool (JVMS
/// 4.4); the rest refers to these by their numbers, and stays as it is.
final class Relocation {
  private static final String PLACE = "io/parallelr/flowlib/";
  private static final List<String> MOVED = List.of("tools/jackson/", "com/cronutils/", "org/slf4j/");
  private static final int BEFORE_POOL = 8; // the magic number, and the version
  private static final int UTF8 = 1;

  private Relocation() {}

  /// A text in which names are replaced: of a class, a file, a type, or several of them.
  static String of(String text) {
    var moved = text;
    for (var name : MOVED) {
      moved = moved.replace(name, PLACE + name);
      moved = moved.replace(dotted(name), dotted(PLACE + name));
    }
    return moved;
  }

  private static String dotted(String name) {
    return name.replace('/', '.');
  }

  /// A class in which names are replaced.
  static byte[] ofClass(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    var moved = new ByteArrayOutputStream(bytes.length + 1024);
    var out = new DataOutputStream(moved);
    out.write(in.readNBytes(BEFORE_POOL));
    int count = in.readUnsignedShort();
    out.writeShort(count);
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      out.writeByte(tag);
      if (tag == UTF8) {
        out.writeUTF(of(in.readUTF()));
      } else {
        out.write(in.readNBytes(size(tag)));
      }
      if (isLong(tag)) {
        i++; // it counts as two
      }
    }
    in.transferTo(out);
    return moved.toByteArray();
  }

  private static boolean isLong(int tag) {
    return tag == 5 || tag == 6;
  }

  /// How many bytes follow the tag of an entry.
  private static int size(int tag) throws IOException {
    return switch (tag) {
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case 5, 6 -> 8;
      default -> throw new IOException("unknown constant " + tag);
    };
  }
}
