package io.parallelr.prunner;

import io.parallelr.task.Spelling;
import io.parallelr.yaml.Problems;
import io.parallelr.yaml.Yaml;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decodes what a pipeline says about the variables of its jobs.
final class VariablesDecoder {
  private static final List<String> KEYS =
      List.of("description", "type", "required", "default", "allowed");
  private static final List<String> TYPES =
      Arrays.stream(VariableType.values()).map(VariableType::word).toList();
  private static final String RESERVED = "__jobID";

  private VariablesDecoder() {}

  static VariableSchema decode(Yaml value, Problems problems) {
    var rules = new ArrayList<VariableRule>();
    for (var entry : Fields.entries(value, "variables", problems)) {
      if (entry.key().text().equals(RESERVED)) {
        problems.error(
            entry.key().place(),
            "variable name %s is reserved for internal use; choose another",
            RESERVED);
      }
      rules.add(rule(entry, problems));
    }
    return new VariableSchema(rules);
  }

  private static VariableRule rule(Yaml.Entry entry, Problems problems) {
    var name = entry.key().text();
    var fields = new Fields(entry.value(), "a variable", KEYS, problems);
    var type = type(fields, problems);
    var allowed = allowed(fields, type, problems);
    var free = new VariableRule(name, "", type, false, Optional.empty(), List.of());
    fields.get("allowed")
        .filter(Yaml.Sequence.class::isInstance)
        .map(value -> ((Yaml.Sequence) value).elements())
        .orElse(List.of())
        .forEach(element -> check(free, element, problems));
    var restricted = new VariableRule(name, "", type, false, Optional.empty(), allowed);
    var written = fields.get("default");
    written.ifPresent(value -> check(restricted, value, problems));
    boolean required = fields.truth("required");
    if (required && written.isPresent()) {
      problems.doubt(
          fields.placeOf("required"),
          "variable %s: required has no effect, as there is a default; remove one of them",
          name);
    }
    return new VariableRule(
        name,
        fields.text("description", ""),
        type,
        required,
        written.flatMap(value -> Optional.ofNullable(FreeValues.as(type, value))),
        allowed);
  }

  private static void check(VariableRule rule, Yaml value, Problems problems) {
    rule.objection(FreeValues.as(rule.type(), value))
        .ifPresent(text -> problems.error(value.place(), "%s", text));
  }

  private static VariableType type(Fields fields, Problems problems) {
    var word = fields.text("type", VariableType.ANY.word());
    var type = Arrays.stream(VariableType.values())
        .filter(one -> one.word().equals(word))
        .findFirst();
    if (type.isEmpty()) {
      problems.undecodable(
          fields.placeOf("type"),
          "unknown type of a variable: %s; write one of %s%s",
          word,
          String.join(", ", TYPES),
          Spelling.hint(word, TYPES, "%s"));
    }
    return type.orElse(VariableType.ANY);
  }

  private static List<@Nullable Object> allowed(
      Fields fields,
      VariableType type,
      Problems problems) {
    var value = fields.get("allowed");
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof Yaml.Sequence sequence)) {
      problems.undecodable(
          value.get().place(),
          "allowed is %s; write a list of values",
          value.get().kind());
      return List.of();
    }
    if (sequence.elements().isEmpty()) {
      problems.error(sequence.place(), "allowed is an empty list; remove it to allow all values");
    }
    var allowed = new ArrayList<@Nullable Object>();
    sequence.elements().forEach(element -> allowed.add(FreeValues.as(type, element)));
    return Collections.unmodifiableList(allowed);
  }
}
