package io.parallelr.client;

import io.parallelr.backup.ArchiveFile;
import io.parallelr.backup.Export;
import io.parallelr.backup.ExportScope;
import io.parallelr.backup.RefusedException;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.os.TerminalDevice;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.Installation;
import io.parallelr.run.UserError;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `parallelr jobs export`.
@Command(name = "export", sortOptions = false, usageHelpAutoWidth = true, description = "Writes a backup of all jobs with what they have printed, while the server runs or not: of the data directory on this machine, or with --socket or --url of a server that may be elsewhere (scope admin). What tasks have printed is in it as it is, also what is secret.")
final class ExportJobs implements JobsAction {
  private static final int STDOUT = 1;

  @Parameters(arity = "1", paramLabel = "FILE", description = "the file, a tar.gz, which gets its name when it is complete; - for standard output")
  Path file = Path.of(Backups.STREAM);

  @Option(names = "--data", paramLabel = "DIR", description = "the data directory of the server; default: the one that is configured (serve.data)")
  @Nullable
  Path data;

  @Option(names = "--since", paramLabel = "TIME", description = "only jobs that were submitted since then: 2026-01-31, 2026-01-31T12:00:00Z, or an age such as 12h")
  @Nullable
  String since;

  @Option(names = "--pipeline", split = ",", paramLabel = "NAME", description = "only jobs of this pipeline, or the task of this name; may be repeated")
  List<String> pipelines = List.of();

  @Option(names = "--workspaces", description = "also the directories that tasks work in")
  boolean workspaces;

  @Mixin
  ServerOptions server = new ServerOptions();

  @Override
  public int run(Surroundings around) throws IOException {
    boolean isRemote = server.url != null || server.socket != null;
    if (isRemote && data != null) {
      throw usage("--data and --url or --socket exclude each other; give one");
    }
    if (Backups.isStream(file) && server.json) {
      throw usage("--json needs a file, as standard output has the backup");
    }
    if (Backups.isStream(file) && new TerminalDevice(STDOUT).isTerminal()) {
      throw usage("a backup is not a text for a terminal; give a file, or redirect the output");
    }
    var limits = new ExportScope(
        Optional.ofNullable(since)
            .map(text -> Times.since(text, around.clock().instant(), around.zone())),
        pipelines,
        workspaces);
    try {
      if (isRemote) {
        receive(limits, around);
      } else {
        write(limits, around);
      }
    } catch (RefusedException e) {
      throw Backups.refused(e, "");
    }
    return 0;
  }

  private static UserError usage(String message) {
    return new UserError(ExitStatus.USAGE, message);
  }

  private void write(ExportScope limits, Surroundings around) throws IOException {
    var directory = Backups.data(data, around);
    var now = around.clock().instant();
    if (Backups.isStream(file)) {
      var _ = export(directory, directory, limits, now, around.stdout());
      around.stdout().flush();
      return;
    }
    var results = new ArrayList<Export.Result>();
    ArchiveFile.write(
        file,
        (out, drafts) -> results.add(export(directory, drafts, limits, now, out)));
    show(results.getFirst(), around);
  }

  private static Export.Result export(
      Path directory,
      Path place,
      ExportScope limits,
      Instant now,
      OutputStream out) throws IOException {
    try (var export = Export.begin(directory, place, limits, Installation.version(), now)) {
      return export.write(out);
    }
  }

  private void show(Export.Result result, Surroundings around) throws IOException {
    var contents = result.contents();
    if (result.leftOut() > 0) {
      around.stderr()
          .println(
              "parallelr: warning: %s of workspaces left out: sockets, pipes, or not readable"
                  .formatted(Count.of(result.leftOut(), "file")));
    }
    Output.print(
        around,
        server.json
            ? JsonText.object(json -> {
              json.writeStringProperty("file", NativeText.of(file));
              contents.write(json);
              json.writeNumberProperty("files", result.files());
              json.writeNumberProperty("bytes", result.bytes());
              json.writeNumberProperty("left_out", result.leftOut());
            })
            : "exported %s (%d waiting, %d running) to %s".formatted(
                Count.of(contents.jobs(), "job"),
                contents.waiting(),
                contents.running(),
                Printable.of(NativeText.of(file))));
  }

  private void receive(ExportScope limits, Surroundings around) throws IOException {
    var fields = new LinkedHashMap<String, String>();
    fields.put("since", limits.since().map(Instant::toString).orElse(""));
    fields.put("workspaces", String.valueOf(limits.workspaces()));
    var path = ServerApi.path("/api/export", fields) + pipelines.stream()
        .map(name -> "&pipeline=" + ServerApi.encoded(name))
        .collect(Collectors.joining());
    try (var api = server.connect(around)) {
      if (Backups.isStream(file)) {
        long _ = api.copy(path, around.stdout());
        around.stdout().flush();
        return;
      }
      var contents = ArchiveFile.receive(file, out -> api.copy(path, out));
      show(contents, around);
    }
  }
}
