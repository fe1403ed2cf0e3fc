package io.parallelr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// The packaged tasker, run on flows in the directory of a product, which is its `HOME` as well.
record Tasker(Product product) {
  /// A flow of one task, which prints `hello`.
  static final String HELLO = """
      task=0
      hostname=localhost
      command=echo
      arguments=hello
      exec=local
      """;

  Tasker {
    var _ = product.with("HOME", product.directory().toString());
  }

  /// Writes a flow to `flow.txt`.
  void write(String flow) throws IOException {
    Files.writeString(product.file("flow.txt"), flow);
  }

  /// Runs tasker on a flow, to its end.
  Product.Finished run(String flow, String... options) throws IOException, InterruptedException {
    return start(flow, options).finish();
  }

  /// Starts tasker on a flow.
  Product.Started start(String flow, String... options) throws IOException {
    write(flow);
    var command = new ArrayList<String>();
    command.add(Product.program("tasker"));
    command.addAll(List.of(options));
    command.add("flow.txt");
    return product.startCommand(command);
  }
}
