package io.parallelr.local;

import java.io.IOException;
import java.util.List;

/// A program that can run in this process. Found as a service.
public interface InProcessProgram extends AutoCloseable {

  /// Runs it to its end, as [InProcessTask#run(InProcessTask.Room)] says.
  ///
  /// @param arguments without its name
  /// @return its exit status
  int run(List<String> arguments, InProcessTask.Room room) throws IOException;

  /// Removes what it has kept from one run for the next.
  @Override
  void close();
}
