package io.parallelr.job;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/// What always holds in a [JobsPlan] between two calls. For tests.
record Sanity(
    Collection<Job> jobs,
    Lanes lanes,
    Map<Integer, Step> tasks,
    Collection<Step> orphans,
    Ring ring,
    Timers timers) {

  /// @throws IllegalStateException if something does not
  void check() {
    jobs.forEach(this::check);
    lanes.all().forEach(this::check);
    int running = jobs.stream().mapToInt(j -> j.steps().running().size()).sum();
    require(running == tasks.size() + orphans.size(), "a task without its step, or the reverse");
    tasks.forEach(
        (sequence, step) -> require(step.sequence() == sequence, step, "has another task"));
    require(new HashSet<>(tasks.values()).size() == tasks.size(), "a step has two tasks");
    require(orphans.stream().noneMatch(Step::hasTask), "an orphan has a task");
    long inRing = jobs.stream().filter(ring::contains).count();
    require(inRing == ring.count(), "a job in the ring is not a live one");
    long set = jobs.stream().filter(j -> timers.of(j).isPresent()).count()
        + jobs.stream()
            .flatMap(j -> j.steps().all().stream())
            .filter(s -> timers.of(s).isPresent())
            .count();
    require(set == timers.count(), "an timer for nobody");
  }

  private void check(LaneQueue queue) {
    var mine = jobs.stream().filter(j -> j.spec().lane().equals(queue.lane().name())).toList();
    require(queue.running() == count(mine, Job::isStarted), "jobs that run are counted wrong");
    require(
        queue.countWaiting() == count(mine, j -> j.state() == JobState.WAITING),
        "jobs that wait are counted wrong");
    require(queue.countEligible() == count(mine, Job::isEligible), "an eligible job is missing");
    require(
        queue.countEligible() == 0 || queue.running() >= queue.lane().concurrency(),
        "a job waits though there is a place for it");
  }

  private static long count(List<Job> jobs, Predicate<Job> which) {
    return jobs.stream().filter(which).count();
  }

  private void check(Job job) {
    require(!job.isOver(), job.id(), "is over, and still here");
    var queue = lanes.of(job.spec());
    require(queue.isWaiting(job) == !job.isStarted(), job.id(), "waits, and does not");
    require(queue.isEligible(job) == job.isEligible(), job.id(), "is eligible, and is not");
    require(ring.contains(job) == job.mayStartStep(), job.id(), "is in the ring, and should not");
    require(timers.of(job).equals(job.nextLook()), job.id(), "has a wrong timer");
    require(
        job.steps().running().size() <= job.spec().terms().maxParallel(),
        job.id(),
        "runs too many steps");
    var steps = job.steps().all();
    require(
        job.steps().countLeft() == steps.stream().filter(s -> !s.isOver()).count(),
        job.id(),
        "counts its steps wrong");
    require(
        job.steps().countReady() == steps.stream().filter(s -> s.is(StepState.READY)).count(),
        job.id(),
        "counts its ready steps wrong");
    require(!job.isStarted() || !job.steps().haveEnded(), job.id(), "should be over");
    steps.forEach(step -> check(job, step));
  }

  private void check(Job job, Step step) {
    var dependencies = job.steps().dependencies(step);
    boolean hasStarted = step.is(StepState.READY) || step.is(StepState.RUNNING);
    require(
        step.isOver() || step.open() == dependencies.stream().filter(d -> !d.isOver()).count(),
        step,
        "counts its dependencies wrong");
    require(!hasStarted || dependencies.stream().allMatch(Step::isDone), step, "is too early");
    require(!hasStarted || job.isStarted(), step, "runs before its job");
    require(step.isOver() == step.end().isPresent(), step, "has ended, and has not");
    require(step.is(StepState.READY) == job.steps().isReady(step), step, "is not where it should");
    require(
        step.is(StepState.RUNNING) == job.steps().running().contains(step),
        step,
        "runs, and does not");
    require(!step.hasTask() || Objects.equals(tasks.get(step.sequence()), step), step, "lost task");
    require(step.waits().hold().isEmpty() || step.is(StepState.PENDING), step, "is held too late");
    if (step.is(StepState.PENDING) && job.isStarted()) {
      require(!job.isStopping(), step, "waits though its job ends");
      require(
          dependencies.stream().noneMatch(d -> d.isOver() && !d.isDone()),
          step,
          "waits in vain");
      boolean waits = step.waits().hold().isPresent() || timers.of(step).isPresent();
      require(!step.isFree() || waits, step, "waits for nothing");
    }
    if (step.is(StepState.RUNNING) && job.isStopping()) {
      require(step.intent().isPresent(), step, "runs on though its job ends");
    }
  }

  private static void require(boolean holds, Object what, String otherwise) {
    require(holds, what + " " + otherwise);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
