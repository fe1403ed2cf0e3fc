package io.parallelr.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What a program is started with, as C wants it: arrays of pointers, each ending with null, and
/// the texts that they point at.
///
/// All lies in one piece of memory, made in two copies: with a call into it for each text, this took
/// longer than all else that is done in Java for a short task.
///
/// @param pid where the number of the process is to be put
/// @param path address of the program's path
/// @param arguments address of the array of its arguments
/// @param environment address of the array of its variables
record ProgramImage(MemorySegment pid, long path, long arguments, long environment) {

  /// @param arena in which it lives
  /// @param inherited what the program's own variables are added to
  static ProgramImage of(Arena arena, Spawner.Request request, InheritedEnvironment inherited) {
    var others = inherited.without(request.environment(), request.withheld());
    var words = request.arguments();
    var added = request.environment();
    var pointers = new long[1 + words.size() + 1 + others.length + added.size() + 1];
    var texts = new ByteArrayOutputStream(512);
    int at = 1; // the first one is room for the process number
    for (var word : words) {
      pointers[at++] = append(texts, word);
    }
    at++; // null
    int variables = at;
    for (var variable : added.entrySet()) {
      pointers[at++] = append(texts, variable.getKey() + '=' + variable.getValue());
    }
    long path = append(texts, NativeText.of(request.program()));

    long length = (long) pointers.length * Long.BYTES;
    var memory = arena.allocate(length + texts.size(), Long.BYTES);
    long base = memory.address() + length;
    for (int i = 1; i <= words.size(); i++) {
      pointers[i] += base;
    }
    for (int i = variables; i < at; i++) {
      pointers[i] += base;
    }
    System.arraycopy(others, 0, pointers, at, others.length);
    MemorySegment.copy(pointers, 0, memory, JAVA_LONG, 0, pointers.length);
    MemorySegment.copy(texts.toByteArray(), 0, memory, JAVA_BYTE, length, texts.size());
    return new ProgramImage(
        memory,
        base + path,
        memory.address() + Long.BYTES,
        memory.address() + (long) variables * Long.BYTES);
  }

  /// Adds a text; returns how far it is from the first.
  private static long append(ByteArrayOutputStream texts, String text) {
    int from = texts.size();
    texts.writeBytes(NativeText.bytes(text));
    texts.write(0);
    return from;
  }
}
