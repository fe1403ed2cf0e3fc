package io.parallelr.cli;

import io.parallelr.config.Key;
import io.parallelr.os.NativeText;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;

/// An option of the command line: all that parsing, help, completion and the rules of what goes
/// together know of it. [Options] has them all.
sealed interface DeclaredOption {

  /// What every option has.
  ///
  /// @param names the first is the one that messages use
  /// @param help in the form of [String#format]
  /// @param modes in which it counts; in others it would do nothing, and is an error
  record Head(List<String> names, String help, Set<Mode> modes) {
    static Head of(Set<Mode> modes, String help, String... names) {
      return new Head(List.of(names), help, modes);
    }

    Head and(Mode another) {
      var all = EnumSet.copyOf(modes);
      all.add(another);
      return new Head(names, help, all);
    }

    private OptionSpec.Builder spec() {
      return OptionSpec.builder(names.toArray(String[]::new)).description(help);
    }
  }

  Head head();

  /// For the parser.
  OptionSpec spec();

  /// As messages call it.
  default String name() {
    return head().names().getFirst();
  }

  /// Given or not.
  record Flag(Head head) implements DeclaredOption {
    @Override
    public OptionSpec spec() {
      return head.spec()
          .type(boolean.class)
          .arity("0")
          .usageHelp(name().equals("-h"))
          .versionHelp(name().equals("-V"))
          .build();
    }
  }

  /// Given as `--name`, as `--no-name`, or not.
  record Toggle(Head head) implements DeclaredOption {
    @Override
    public OptionSpec spec() {
      return head.spec()
          .type(Boolean.class)
          .arity("0")
          .negatable(true)
          .fallbackValue("true")
          .build();
    }
  }

  /// With a value.
  ///
  /// @param label what the help calls the value
  /// @param otherwise the value if the option is given without one; empty if it must have one
  /// @param choices that a shell offers; empty if any value may do
  record Value(Head head, String label, Optional<String> otherwise, List<String> choices)
      implements
        DeclaredOption {
    Value(Head head, String label, Optional<String> otherwise) {
      this(head, label, otherwise, List.of());
    }

    @Override
    public OptionSpec spec() {
      var spec = head.spec().type(String.class).paramLabel(label);
      if (!choices.isEmpty()) {
        spec.completionCandidates(choices);
      }
      return otherwise.map(value -> spec.arity("0..1").fallbackValue(value))
          .orElseGet(() -> spec.arity("1"))
          .build();
    }
  }

  /// With the path of a file, which shells complete.
  record FilePath(Head head) implements DeclaredOption {
    @Override
    public OptionSpec spec() {
      return head.spec()
          .type(Path.class)
          .converters(NativeText::path)
          .arity("1")
          .paramLabel("FILE")
          .build();
    }
  }

  /// With the path of a file, each time it is given.
  record FilePaths(Head head) implements DeclaredOption {
    @Override
    public OptionSpec spec() {
      return head.spec()
          .type(List.class)
          .auxiliaryTypes(Path.class)
          .converters(NativeText::path)
          .arity("1")
          .paramLabel("FILE")
          .build();
    }
  }

  /// With any number of values, each time it is given.
  ///
  /// @param separator between the values in one word; empty if each is a word
  record Values(Head head, String label, Optional<String> separator) implements DeclaredOption {
    /// The separator of an option whose value is the whole word.
    static final String WHOLE = "";

    @Override
    public OptionSpec spec() {
      var spec = head.spec().type(List.class).auxiliaryTypes(String.class).paramLabel(label);
      return separator
          .map(s -> s.equals(WHOLE) ? spec.arity("1") : spec.arity("1").splitRegex(s))
          .orElseGet(() -> spec.arity("1..*"))
          .build();
    }
  }

  /// Sets a value of the configuration. The help ends with its default and key.
  ///
  /// @param label of its value; empty for one that is given without, which switches it on
  /// @param otherwise the value if the option is given without one; empty if it must have one
  record Setting(Head head, Optional<String> label, Optional<String> otherwise, Key<?> key)
      implements
        DeclaredOption {
    Setting(Head head, Optional<String> label, Key<?> key) {
      this(head, label, Optional.empty(), key);
    }

    @Override
    public OptionSpec spec() {
      var spec = head.spec();
      otherwise.ifPresent(spec::fallbackValue);
      if (!key.choices().isEmpty()) {
        spec.completionCandidates(key.choices());
      }
      return label.isPresent()
          ? spec.type(String.class)
              .arity(otherwise.isPresent() ? "0..1" : "1")
              .paramLabel(label.get())
              .description(
                  "%s; default %s (%s)".formatted(head.help(), key.builtIn(), key.path()))
              .build()
          : spec.type(boolean.class)
              .arity("0")
              .description("%s (%s)".formatted(head.help(), key.path()))
              .build();
    }
  }
}
