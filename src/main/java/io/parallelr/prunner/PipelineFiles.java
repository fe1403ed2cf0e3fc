package io.parallelr.prunner;

import io.parallelr.os.NativeText;
import io.parallelr.task.Reason;
import io.parallelr.yaml.Place;
import io.parallelr.yaml.Problem;
import io.parallelr.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files in which pipelines are defined: finds and reads them. Immutable; each call looks at
/// the disk again.
public final class PipelineFiles {
  /// The files that are found if nothing else is said.
  public static final String DEFAULT_PATTERN = "**/pipelines.{yml,yaml}";
  private static final long LARGEST = 4 << 20;

  private final Path base;
  private final String pattern;
  private final boolean strict;

  /// @param base the directory in which files are searched for; if it is relative, messages show
  ///   relative paths
  /// @param pattern of paths below it; a text without wildcards is a file that must exist
  /// @param strict whether unknown and duplicate keys, cycles and the like are errors
  public PipelineFiles(Path base, String pattern, boolean strict) {
    this.base = base;
    this.pattern = pattern;
    this.strict = strict;
  }

  /// What was read.
  ///
  /// @param files that were read, in their order; none is fine
  /// @param warnings about what may not have been meant so
  public record Loaded(Definitions definitions, List<Path> files, List<Problem> warnings) {
    public Loaded {
      files = List.copyOf(files);
      warnings = List.copyOf(warnings);
    }
  }

  /// Reads all files, in the order of their paths.
  ///
  /// @throws InvalidDefinitionsException if anything is wrong with any of them: then none counts
  public Loaded load() throws InvalidDefinitionsException {
    var problems = new ArrayList<Problem>();
    var files = new PipelineSearch(base, pattern).find(problems);
    var pipelines = new LinkedHashMap<String, Pipeline>();
    for (var file : files) {
      var found = new Problems(NativeText.of(file), strict);
      for (var pipeline : read(file, found)) {
        add(pipeline, pipelines, found);
      }
      problems.addAll(found.sorted());
    }
    if (problems.stream().anyMatch(Problem::isError)) {
      throw new InvalidDefinitionsException(problems);
    }
    return new Loaded(new Definitions(pipelines), files, problems);
  }

  private static List<Pipeline> read(Path file, Problems problems) {
    try {
      if (Files.size(file) > LARGEST) {
        problems.error(
            Place.NONE,
            "the file is larger than %d MiB; split it",
            LARGEST >> 20);
        return List.of();
      }
      return FileDecoder.decode(Files.readString(file), problems);
    } catch (IOException e) {
      problems.error(Place.NONE, "the file cannot be read: %s", Reason.of(e));
      return List.of();
    }
  }

  private static void add(Pipeline pipeline, Map<String, Pipeline> known, Problems problems) {
    var earlier = known.putIfAbsent(pipeline.name(), pipeline);
    if (earlier != null) {
      problems.error(
          new Place(pipeline.origin().line(), 1),
          "pipeline \"%s\" was already declared in %s; rename one of them",
          pipeline.name(),
          earlier.origin().file());
    }
  }
}
