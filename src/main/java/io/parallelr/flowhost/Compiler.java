package io.parallelr.flowhost;

import io.parallelr.job.Gate;
import io.parallelr.job.JobSpec;
import io.parallelr.job.Setup;
import io.parallelr.job.StepSpec;
import io.parallelr.job.StepTerms;
import io.parallelr.job.Work;
import io.parallelr.shell.ShellText;
import io.parallelr.task.Launch;
import io.parallelr.task.Streams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Makes of the draft of a flow what is submitted for each run. For one draft.
final class Compiler {
  private static final String BASH = "bash";
  private static final String PARAMETER = "PARAM_";
  private static final String OUTPUT = "OUTPUT_";

  private final Draft draft;
  private final GraphCheck graph;

  private Compiler(Draft draft) {
    this.draft = draft;
    this.graph = GraphCheck.of(draft);
  }

  /// A step that is ready but for the values of parameters.
  ///
  /// @param parameters that its command wants, by the variables of the environment for them
  record Compiled(StepSpec spec, Map<String, String> parameters) {
    /// The step with the values of parameters.
    StepSpec with(Map<String, String> values) {
      var environment = new LinkedHashMap<>(spec.setup().environment());
      parameters.forEach((variable, name) -> environment.put(variable, values.get(name)));
      return new StepSpec(spec.name(), spec.dependsOn(), spec.work(), spec.terms(),
          new Setup(environment, spec.setup().launch()));
    }
  }

  /// Compiles the steps.
  ///
  /// @throws io.parallelr.flows.FlowException if there are faults; all are in the message
  static List<Compiled> compile(Draft draft) {
    var compiler = new Compiler(draft);
    draft.faults.addAll(compiler.graph.faults());
    if (draft.steps.isEmpty()) {
      draft.faults.add("it has no steps");
    }
    draft.parameters.keySet()
        .stream()
        .filter(draft.steps::containsKey)
        .forEach(name -> draft.faults.add("%s is both a step and a parameter".formatted(name)));
    var steps = draft.all.stream().map(compiler::step).toList();
    draft.requireNoFaults();
    var _ = JobSpec.of("", steps.stream().map(Compiled::spec).toList()); // checks them once more
    return steps;
  }

  private Compiled step(DraftStep step) {
    var variables = new Variables();
    var text = switch (step.what) {
      case DraftStep.What.Bash(var command) -> exports(step, variables)
          + shell(step, command, variables);
      case DraftStep.What.Program(var words) -> exports(step, variables)
          + program(words.stream().map(word -> word(step, word, variables)).toList());
      case DraftStep.What.Java _,DraftStep.What.Other _ -> "";
    };
    var work = step.what.isCommand()
        ? new Work.Script(BASH, text, variables.outputs)
        : new Work.Inside(code(draft.name, step.name()));
    // a missing one is then the fault of the step, and not a shortage that may be over some time
    var directory = step.what.isCommand()
        ? step.directory.or(() -> Optional.of(draft.resolved(Path.of(""))))
        : step.directory;
    var launch = new Launch(directory, Streams.APART, Optional.empty(), Set.of(), false);
    return new Compiled(
        new StepSpec(
            step.name(),
            List.copyOf(step.after),
            work,
            new StepTerms(new Gate.Open(), step.isSoft, step.retries, step.timeLimit),
            new Setup(literals(step), launch)),
        Map.copyOf(variables.parameters));
  }

  /// The name of the code of a step.
  static String code(String flow, String step) {
    return "step %s of flow %s".formatted(step, flow);
  }

  /// Variables of a step in whose values nothing is to be replaced.
  private Map<String, String> literals(DraftStep step) {
    var literals = new LinkedHashMap<String, String>();
    step.environment.forEach((name, value) -> {
      var parts = parts(step, value);
      if (parts.stream().allMatch(Placeholders.Part.Literal.class::isInstance)) {
        literals.put(name, text(parts));
      }
    });
    return literals;
  }

  private static String text(List<Placeholders.Part> parts) {
    var text = new StringBuilder();
    for (var part : parts) {
      if (part instanceof Placeholders.Part.Literal(var literal)) {
        text.append(literal);
      }
    }
    return text.toString();
  }

  /// On the first line of the script, so that the numbers of its lines stay.
  private String exports(DraftStep step, Variables variables) {
    var exports = new StringBuilder();
    step.environment.forEach((name, value) -> {
      if (!literals(step).containsKey(name)) {
        if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
          exports.append("export %s=%s; ".formatted(name, word(step, value, variables)));
        } else {
          draft.faults.add(
              "step %s: env: a shell cannot set the variable %s".formatted(step.name(), name));
        }
      }
    });
    return exports.toString();
  }

  private String shell(DraftStep step, String command, Variables variables) {
    var text = new ShellText();
    for (var part : parts(step, command)) {
      switch (part) {
        case Placeholders.Part.Literal(var literal) -> text.literal(literal);
        case Placeholders.Part.Named named -> {
          try {
            text.variable(variables.of(named, draft));
          } catch (ShellText.ImpossibleException e) {
            draft.faults.add(
                "step %s: @%s@: %s".formatted(step.name(), named.name(), e.getMessage()));
          }
        }
      }
    }
    return text.toString();
  }

  /// A command that is a program, even if the shell has a command of that name itself.
  private static String program(List<String> words) {
    return "(exec -- %s)".formatted(String.join(" ", words));
  }

  /// One word of a shell.
  private String word(DraftStep step, String value, Variables variables) {
    var word = new StringBuilder("''");
    for (var part : parts(step, value)) {
      word.append(switch (part) {
        case Placeholders.Part.Literal(var text) -> '\'' + text.replace("'", "'\\''") + '\'';
        case Placeholders.Part.Named named -> "\"${" + variables.of(named, draft) + "}\"";
      });
    }
    return word.toString();
  }

  private List<Placeholders.Part> parts(DraftStep step, String text) {
    try {
      var parts = Placeholders.parse(text, this::isKnown);
      for (var part : parts) {
        if (part instanceof Placeholders.Part.Named(var name, _) && draft.steps.containsKey(name)
            && !graph.isBefore(name, step.name())) {
          draft.faults.add(
              "step %s uses the output of step %s, and does not come after it"
                  .formatted(step.name(), name));
        }
      }
      return parts;
    } catch (Placeholders.UnknownNameException e) {
      draft.faults.add(
          "step %s: %s is neither a parameter nor a step; write @@ for an @ that is text"
              .formatted(step.name(), e.getMessage()));
      return List.of();
    }
  }

  private boolean isKnown(String name, String path) {
    return draft.steps.containsKey(name)
        || (draft.parameters.containsKey(name) && path.isEmpty());
  }

  /// The variables of the environment by which a command gets values.
  private static final class Variables {
    final Map<String, String> parameters = new LinkedHashMap<>();
    final Map<String, Work.OutputOf> outputs = new LinkedHashMap<>();
    private final Map<Placeholders.Part.Named, String> names = new LinkedHashMap<>();

    String of(Placeholders.Part.Named named, Draft draft) {
      return names.computeIfAbsent(named, _ -> {
        boolean isStep = draft.steps.containsKey(named.name());
        var name = free(
            (isStep ? OUTPUT : PARAMETER)
                + (named.name() + '_' + named.path()).replaceAll("[^A-Za-z0-9]", "_"));
        if (isStep) {
          outputs.put(name, new Work.OutputOf(named.name(), named.path()));
        } else {
          parameters.put(name, named.name());
        }
        return name;
      });
    }

    private String free(String wanted) {
      var name = wanted.replaceFirst("_+$", "");
      var taken = new ArrayList<>(names.values());
      for (int i = 2; taken.contains(name); i++) {
        name = wanted + i;
      }
      return name;
    }
  }
}
