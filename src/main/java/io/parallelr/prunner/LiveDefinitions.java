package io.parallelr.prunner;

import io.parallelr.serve.JobService;
import io.parallelr.task.Count;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The definitions that hold now, and the lanes of their pipelines. May be used by any thread.
///
/// A pipeline that is no longer defined gets no new jobs; those that it has keep their definition,
/// and its lane stays until they have ended.
public final class LiveDefinitions {
  private static final Logger log = LoggerFactory.getLogger(LiveDefinitions.class);

  private final PipelineFiles files;
  private final JobService jobs;
  private final Set<String> leftLanes = new HashSet<>(); // of pipelines; guarded by this
  private volatile Loaded loaded;

  /// @param version another one for each set of definitions
  private record Loaded(PipelineFiles.Loaded content, long version) {}

  private LiveDefinitions(PipelineFiles files, JobService jobs, PipelineFiles.Loaded content) {
    this.files = files;
    this.jobs = jobs;
    this.loaded = new Loaded(content, 1);
  }

  /// Reads the files for the first time.
  ///
  /// @throws InvalidDefinitionsException if they cannot be used
  static LiveDefinitions load(PipelineFiles files, JobService jobs)
      throws InvalidDefinitionsException {
    var content = files.load();
    var definitions = new LiveDefinitions(files, jobs, content);
    warn(content);
    definitions.putLanes(content.definitions());
    log.info(
        "{} defined in {}",
        Count.of(content.definitions().all().size(), "pipeline"),
        Count.of(content.files().size(), "file"));
    return definitions;
  }

  private static void warn(PipelineFiles.Loaded content) {
    content.warnings().forEach(warning -> log.warn("{}", warning));
  }

  /// The definitions that hold now.
  public Definitions current() {
    return loaded.content().definitions();
  }

  /// A number that is another one after each change.
  public long version() {
    return loaded.version();
  }

  /// The files that they were read from.
  List<Path> files() {
    return loaded.content().files();
  }

  /// Reads the files again. If they cannot be used, that is logged, and nothing changes.
  ///
  /// @return whether the definitions have changed
  public boolean reload() {
    try {
      return read();
    } catch (InvalidDefinitionsException e) {
      return false;
    }
  }

  /// The same for a caller who is to know what is wrong.
  ///
  /// @throws InvalidDefinitionsException if they cannot be used
  synchronized boolean read() throws InvalidDefinitionsException {
    var content = content();
    var before = loaded;
    loaded = new Loaded(content, before.version());
    if (content.definitions().equals(before.content().definitions())) {
      log.debug("the definitions have not changed");
      return false;
    }
    warn(content);
    putLanes(content.definitions());
    loaded = new Loaded(content, before.version() + 1);
    before.content().definitions().all().forEach(old -> leave(old, content.definitions()));
    log.info(
        "definitions reloaded: {}",
        Count.of(content.definitions().all().size(), "pipeline"));
    return true;
  }

  private PipelineFiles.Loaded content() throws InvalidDefinitionsException {
    try {
      return files.load();
    } catch (InvalidDefinitionsException e) {
      e.problems().forEach(problem -> log.error("loading {}", problem));
      log.error("the definitions that were read before are used");
      throw e;
    }
  }

  private void putLanes(Definitions definitions) {
    for (var pipeline : definitions.all()) {
      jobs.put(PipelineJobs.lane(pipeline));
    }
    leftLanes.removeAll(definitions.pipelines().keySet());
  }

  private void leave(Pipeline old, Definitions now) {
    if (now.find(old.name()).isEmpty() && !jobs.remove(PipelineJobs.laneName(old.name()))) {
      leftLanes.add(old.name());
    }
  }

  /// Takes away the lanes of pipelines that are no longer defined and have no jobs left.
  synchronized void tidy() {
    leftLanes.removeIf(name -> jobs.remove(PipelineJobs.laneName(name)));
  }
}
