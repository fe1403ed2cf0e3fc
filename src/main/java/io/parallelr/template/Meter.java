package io.parallelr.template;

/// Counts what one rendering uses, and ends it at a limit. Used by one thread.
final class Meter {
  private final Source source;
  private final Limits limits;
  private long work;
  private int depth;

  Meter(Source source, Limits limits) {
    this.source = source;
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  TemplateException error(int offset, String problem) {
    return source.error(offset, problem);
  }

  void spend(int offset, long units) throws TemplateException {
    work += units;
    if (work > limits.work()) {
      throw error(offset, "the template does too much work: more than " + limits.work() + " steps");
    }
  }

  /// Goes one level deeper; each call is followed by [#leave], unless the rendering fails.
  void enter(int offset) throws TemplateException {
    spend(offset, 1);
    depth++;
    if (depth > limits.depth()) {
      throw error(offset,
          "the template is nested too deeply: more than " + limits.depth() + " levels");
    }
  }

  void leave() {
    depth--;
  }
}
