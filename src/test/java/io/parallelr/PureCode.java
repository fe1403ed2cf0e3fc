package io.parallelr;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Requires that a class reaches no I/O and no concurrency, neither itself nor through other
/// classes of ours.
final class PureCode extends ArchCondition<JavaClass> {
  private static final Set<String> EFFECTS =
      Set.of("java.io", "java.nio.file", "java.util.concurrent", "java.net");

  private final String root;
  private final List<Allowed> allowed;

  /// A use that is allowed nevertheless; what it reaches is not examined.
  ///
  /// @param user name of the class that uses the other, or [#ANY]
  /// @param reason for readers
  record Allowed(String user, String used, String reason) {
    static final String ANY = "any";

    boolean matches(JavaClass from, JavaClass to) {
      return (user.equals(ANY) || from.getName().equals(user)) && to.getName().equals(used);
    }
  }

  /// @param root of the names of our packages
  PureCode(String root, List<Allowed> allowed) {
    super("reach no I/O and no concurrency through our classes");
    this.root = root;
    this.allowed = allowed;
  }

  @Override
  public void check(JavaClass start, ConditionEvents events) {
    var reachedFrom = new LinkedHashMap<JavaClass, Optional<JavaClass>>();
    reachedFrom.put(start, Optional.empty());
    var waiting = new ArrayDeque<>(reachedFrom.keySet());
    while (!waiting.isEmpty()) {
      var from = waiting.remove();
      for (var dependency : from.getDirectDependenciesFromSelf()) {
        var to = dependency.getTargetClass().getBaseComponentType();
        if (allowed.stream().anyMatch(use -> use.matches(from, to))) {
          continue;
        }
        if (hasEffects(to)) {
          events.add(SimpleConditionEvent.violated(start, shown(dependency, reachedFrom)));
        } else if (to.getName().startsWith(root) && !reachedFrom.containsKey(to)) {
          reachedFrom.put(to, Optional.of(from));
          waiting.add(to);
        }
      }
    }
  }

  private static boolean hasEffects(JavaClass target) {
    var name = target.getPackageName();
    return EFFECTS.stream().anyMatch(p -> name.equals(p) || name.startsWith(p + '.'));
  }

  private static String shown(
      Dependency dependency,
      Map<JavaClass, Optional<JavaClass>> reachedFrom) {
    var path = Stream.iterate(
        Optional.of(dependency.getOriginClass()),
        Optional::isPresent,
        at -> reachedFrom.getOrDefault(at.orElseThrow(), Optional.empty()))
        .map(at -> at.orElseThrow().getSimpleName())
        .toList();
    return String.join(" <- ", path) + ": " + dependency.getDescription();
  }
}
