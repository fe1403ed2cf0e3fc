package io.parallelr.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// The answer to a question that can be answered with yes or no.
public final class Confirmation {
  private Confirmation() {}

  /// Reads a line; true if it is `y` or `yes`, in any case. The end of the input means no.
  public static boolean isYes(InputStream in) throws IOException {
    var answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
    return answer != null
        && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
  }
}
