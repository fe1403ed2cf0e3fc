package io.parallelr.client;

import io.parallelr.backup.Import;
import io.parallelr.backup.RefusedException;
import io.parallelr.json.JsonText;
import io.parallelr.os.NativeText;
import io.parallelr.run.ExitStatus;
import io.parallelr.run.UserError;
import io.parallelr.task.Count;
import io.parallelr.task.Printable;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `parallelr jobs import`.
@Command(name = "import", sortOptions = false, usageHelpAutoWidth = true, description = "Restores a backup that parallelr jobs export has written, into a data directory that has no jobs and no server. All of it is checked before anything is put in place. Jobs that had not ended are ended, so that nothing runs twice: what ran is lost, what waited is canceled. Import only what you trust: what it has, a server runs.")
final class ImportJobs implements JobsAction {
  @Parameters(arity = "1", paramLabel = "FILE", description = "the backup; - for standard input")
  Path file = Path.of(Backups.STREAM);

  @Option(names = "--data", paramLabel = "DIR", description = "the data directory, new or without jobs; default: the one that is configured (serve.data)")
  @Nullable
  Path data;

  @Option(names = "--resume", description = "jobs that waited wait again, and run once a server starts; only if they do not run elsewhere")
  boolean resume;

  @Option(names = "--json", description = "print what was restored as a JSON object")
  boolean json;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help and exit")
  boolean help;

  @Override
  public int run(Surroundings around) throws IOException {
    var directory = Backups.data(data, around);
    var name = Backups.isStream(file) ? "standard input" : NativeText.of(file);
    try (var in = open(around)) {
      show(Import.restore(in, directory, resume), directory, around);
      return 0;
    } catch (RefusedException e) {
      throw Backups.refused(e, "%s was not imported: ".formatted(name));
    }
  }

  private InputStream open(Surroundings around) {
    try {
      return Backups.isStream(file) ? around.stdin() : Files.newInputStream(file);
    } catch (IOException e) {
      throw new UserError(
          ExitStatus.USAGE, "%s: %s".formatted(NativeText.of(file), Reason.of(e)), e);
    }
  }

  private void show(Import.Result result, Path directory, Surroundings around)
      throws IOException {
    var contents = result.contents();
    if (json) {
      Output.print(around, JsonText.object(fields -> {
        fields.writeStringProperty("data", NativeText.of(directory));
        fields.writeStringProperty("created", result.created().toString());
        fields.writeStringProperty("version", result.version());
        contents.write(fields);
      }));
      return;
    }
    Output.print(
        around,
        "imported %s of %s into %s".formatted(
            Count.of(contents.jobs(), "job"),
            result.created(),
            Printable.of(NativeText.of(directory))));
    long ended = contents.running() + (resume ? 0 : contents.waiting());
    if (ended > 0) {
      around.stderr()
          .println(
              "parallelr: %s had not ended: %s"
                  .formatted(
                      Count.of(ended, "job"),
                      resume
                          ? "what ran is lost, what waited waits again"
                          : "what ran is lost, what waited is canceled"));
    }
  }
}
