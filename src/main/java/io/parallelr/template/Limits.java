package io.parallelr.template;

/// What a template may use at most, so that a mistake in one cannot take the process down.
///
/// @param text characters of the template
/// @param nesting blocks and parentheses inside each other, as written
/// @param depth the same while it is rendered, with the templates it calls
/// @param data lists and maps inside each other
/// @param output characters of the result, and of each value that a function makes
/// @param work nodes rendered, turns of a loop, and characters processed
record Limits(int text, int nesting, int depth, int data, int output, long work) {
  /// With these, no template needs more than 400 KB of stack.
  static final Limits DEFAULT = new Limits(1 << 20, 100, 250, 100, 4 << 20, 20_000_000);
}
