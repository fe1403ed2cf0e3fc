package io.parallelr.webruns;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.daemon.RunLock;
import io.parallelr.http.Event;
import io.parallelr.http.EventStream;
import io.parallelr.http.Exchange;
import io.parallelr.journal.RunDirectory;
import io.parallelr.journal.TaskIndex;
import io.parallelr.journal.TaskRecord;
import io.parallelr.json.JsonText;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/// Sends what one task prints until it ends, further attempts included. For one client.
///
/// The id of an event is the position behind it, so that a client that connects again
/// continues there.
final class OutputFollower {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int CHUNK = 64 << 10;
  private static final Pattern POSITION = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

  private final OwnRuns own;
  private final RunDirectory run;
  private final TaskIndex index;
  private final int sequence;
  private final String stream;
  private int attempt;
  private long offset;
  private Optional<RandomAccessFile> slot = Optional.empty(); // open for the attempt
  private boolean isBegun;
  private Duration silence = Duration.ZERO;

  OutputFollower(
      OwnRuns own,
      RunDirectory run,
      TaskIndex index,
      int sequence,
      String stream) {
    this.own = own;
    this.run = run;
    this.index = index;
    this.sequence = sequence;
    this.stream = stream;
  }

  /// Follows it.
  ///
  /// @param keepAlive after which silence something is sent
  void follow(Exchange exchange, EventStream events, Duration keepAlive)
      throws IOException, InterruptedException {
    try {
      begin(exchange, events);
      while (events.isOpen()) {
        boolean alive = !(own.registry().state(run.id()) instanceof RunLock.State.Free);
        index.look();
        var task = index.record(sequence).orElseThrow();
        if (task.attempt() != attempt) {
          next(events, task.attempt());
        }
        boolean isMore =
            task.status().isEmpty() ? sendRunning(events, task) : sendEnded(events, task);
        if (isMore) {
          silence = Duration.ZERO;
        } else if (task.isFinal() || !alive) {
          var state = task.isFinal() ? index.state(sequence).word() : "lost";
          events.send(
              new Event(
                  "",
                  "end",
                  JsonText.object(json -> json.writeStringProperty("state", state))));
          return;
        } else {
          pause(events, keepAlive);
        }
      }
    } finally {
      closeSlot();
    }
  }

  private void begin(Exchange exchange, EventStream events) throws IOException {
    var task = index.record(sequence).orElseThrow();
    attempt = task.attempt();
    var resumed = events.lastEventId().map(POSITION::matcher).filter(m -> m.matches());
    if (resumed.isPresent()) {
      attempt = Integer.parseInt(resumed.get().group(1));
      offset = Long.parseLong(resumed.get().group(2));
      return;
    }
    var file = task.status().isEmpty()
        ? PrintedFile.open(run.output(task.slot(), stream))
        : opened(task);
    try (var in = file.orElse(null)) {
      offset = PrintedFile.start(exchange, file, in == null ? 0 : in.length());
    }
  }

  private void next(EventStream events, int number) throws IOException {
    attempt = number;
    offset = 0;
    isBegun = false;
    closeSlot();
    events.send(new Event(number + ":0", "attempt", String.valueOf(number)));
  }

  /// What a task has printed that has ended.
  private Optional<RandomAccessFile> opened(TaskRecord task) throws IOException {
    var file = task.output(run, stream);
    return file.isPresent() ? PrintedFile.open(file.get()) : Optional.empty();
  }

  /// @return whether there may be more at once
  private boolean sendRunning(EventStream events, TaskRecord task) throws IOException {
    if (slot.isEmpty() || !isBegun) {
      closeSlot();
      slot = PrintedFile.open(run.output(task.slot(), stream));
      isBegun = slot.isPresent();
    }
    var bytes = slot.isPresent() ? read(slot.get()) : new byte[0];
    if (bytes.length == 0) {
      return false;
    }
    index.look();
    var now = index.record(sequence).orElseThrow();
    if (now.status().isPresent() || now.attempt() != attempt) {
      return true; // it has ended meanwhile: its own file has it all
    }
    return send(events, bytes, false);
  }

  private boolean sendEnded(EventStream events, TaskRecord task) throws IOException {
    closeSlot();
    var opened = opened(task);
    if (opened.isEmpty()) {
      return false;
    }
    try (var in = opened.get()) {
      var bytes = read(in);
      return send(events, bytes, offset + bytes.length == in.length());
    }
  }

  private byte[] read(RandomAccessFile in) throws IOException {
    var bytes = new byte[Math.clamp(in.length() - offset, 0, CHUNK)];
    in.seek(offset);
    int count = in.read(bytes);
    return count < bytes.length ? Arrays.copyOf(bytes, Math.max(0, count)) : bytes;
  }

  private boolean send(EventStream events, byte[] bytes, boolean isLast) throws IOException {
    int length = isLast ? bytes.length : whole(bytes);
    if (length == 0) {
      return false;
    }
    offset += length;
    events.send(
        new Event(
            "%d:%d".formatted(attempt, offset), "", new String(bytes, 0, length, UTF_8)));
    return true;
  }

  /// How many of the bytes end neither inside of a character nor inside of a line break.
  private static int whole(byte[] bytes) {
    int end = bytes.length;
    int back = 0;
    while (back < 3 && back < end && (bytes[end - 1 - back] & 0xc0) == 0x80) {
      back++;
    }
    if (back < end) {
      int first = bytes[end - 1 - back] & 0xff;
      int wanted = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
      if (wanted > back) {
        end -= back + 1;
      }
    }
    return end > 1 && end == bytes.length && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  private void pause(EventStream events, Duration keepAlive)
      throws IOException, InterruptedException {
    Thread.sleep(PAUSE);
    silence = silence.plus(PAUSE);
    if (silence.compareTo(keepAlive) >= 0) {
      silence = Duration.ZERO;
      events.keepAlive();
    }
  }

  private void closeSlot() throws IOException {
    if (slot.isPresent()) {
      slot.get().close();
      slot = Optional.empty();
    }
  }
}
