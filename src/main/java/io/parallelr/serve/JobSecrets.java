package io.parallelr.serve;

import io.parallelr.os.NativeText;
import io.parallelr.store.JobRow;
import io.parallelr.task.Secrets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What must not be shown of what the steps of a job print: the values of variables whose names say
/// that they are secret. Immutable.
final class JobSecrets {
  private static final byte MASK = '*';

  private final Secrets secrets;

  private JobSecrets(Secrets secrets) {
    this.secrets = secrets;
  }

  /// Those of a job.
  ///
  /// @param ofServer what tasks may know from the server's environment
  static JobSecrets of(JobRow job, List<String> ofServer) {
    var values = new ArrayList<>(ofServer);
    for (var step : job.spec().steps()) {
      step.setup().environment().forEach((name, value) -> {
        if (Secrets.isSecret(name)) {
          values.add(value);
        }
      });
    }
    return new JobSecrets(values.isEmpty() ? Secrets.NONE : Secrets.of(values));
  }

  /// A text, with something else in place of what is secret.
  String masked(String text) {
    return secrets.withoutValues(text);
  }

  /// The length of the longest, in bytes; 0 if there are none.
  int longest() {
    return secrets.values().stream().mapToInt(v -> NativeText.bytes(v).length).max().orElse(0);
  }

  /// Puts asterisks in place of what is secret, so that offsets stay.
  void mask(byte[] text) {
    for (var value : secrets.values()) {
      var bytes = NativeText.bytes(value);
      for (int i = 0; i + bytes.length <= text.length; i++) {
        if (text[i] == bytes[0]
            && Arrays.equals(text, i, i + bytes.length, bytes, 0, bytes.length)) {
          Arrays.fill(text, i, i + bytes.length, MASK);
        }
      }
    }
  }
}
