package io.parallelr;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.parallelr.engine.Plan;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The package map: what each package may know of the others. A package missing here fails.
class ArchitectureTest {
  private static final Set<String> CLOCKS = Set.of(
      "System.nanoTime",
      "System.currentTimeMillis",
      "Instant.now",
      "InstantSource.system",
      "Clock.systemUTC",
      "Clock.systemDefaultZone",
      "LocalDateTime.now",
      "ZonedDateTime.now");
  private static final String ROOT = "io.parallelr.";
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("io.parallelr");
  private static final List<PureCode.Allowed> PLANS_MAY_USE = List.of(
      new PureCode.Allowed(
          PureCode.Allowed.ANY,
          "java.nio.file.Path",
          "tasks and outputs name files; a path alone opens none"),
      new PureCode.Allowed(
          "io.parallelr.batch.ShellWords",
          "io.parallelr.os.NativeText",
          "quotes the bytes of words; NativeText also has methods for files"),
      new PureCode.Allowed(
          "io.parallelr.flow.Launches",
          "java.util.concurrent.ConcurrentHashMap",
          "starts are logged while the plan runs"));
  private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
      entry("task"),
      entry("os"),
      entry("json"),
      entry("rule"),
      entry("shell"),
      entry("yaml", "task"),
      entry("template"),
      entry("http", "task", "json"),
      entry("config", "task", "os"),
      entry("engine", "task"),
      entry("job", "task", "engine"),
      entry("batch", "task", "engine", "os", "shell"),
      entry("header", "task", "os", "config", "batch"),
      entry("local", "task", "engine", "os"),
      entry("journal", "task", "engine", "json", "os"),
      entry("queue", "task", "engine", "json", "os"),
      entry("flowfile", "task"),
      entry("flow", "task", "engine", "batch", "flowfile"),
      entry("daemon", "task", "engine", "json", "os"),
      entry("store", "task", "json", "os", "job"),
      entry("serve", "task", "os", "json", "engine", "local", "journal", "daemon", "job", "store",
          "template", "run", "workspace", "rule"),
      entry("web", "task", "os", "json", "job", "store", "serve", "http"),
      entry("webruns", "task", "os", "json", "engine", "journal", "queue", "daemon", "run",
          "history", "http", "web"),
      entry("prunner", "task", "os", "json", "yaml", "engine", "job", "store", "serve", "template",
          "http",
          "web", "run", "schedule", "handover"),
      entry("schedule"),
      entry("flows", "task"),
      entry("flowlog"),
      entry("flowhost", "task", "os", "json", "engine", "local", "job", "store", "serve", "run",
          "schedule", "flows", "shell"),
      entry("flowweb", "json", "http", "flows", "flowhost"),
      entry("workspace", "task", "os"),
      entry("hook", "task", "os", "json", "engine", "job", "store", "serve"),
      entry("autoexec", "task", "os", "json", "yaml", "engine", "job", "store", "serve", "template",
          "http",
          "web", "workspace"),
      entry("autoexeccli", "task", "os", "json", "config", "engine", "daemon", "job", "store",
          "serve", "template", "http", "web", "run", "workspace", "autoexec", "hook",
          "handover"),
      entry("handover", "task", "os", "http", "run", "store"),
      entry("notice", "task", "os", "engine", "journal"),
      entry("history", "task", "os", "json", "journal", "daemon"),
      entry("top", "task", "os", "json", "engine", "batch", "journal", "daemon", "history", "run"),
      entry("figures", "task", "json", "journal"),
      entry("report", "task", "os", "json", "batch", "journal", "history", "figures"),
      entry("psr", "task", "os", "json", "report"),
      entry("runcli", "task", "os", "json", "batch", "journal", "daemon", "history", "run",
          "figures", "report", "psr"),
      entry("run", "task", "os", "json", "config", "engine", "batch", "header", "local", "journal",
          "queue",
          "daemon", "history", "notice"),
      entry("cli", "task", "os", "json", "config", "engine", "batch", "local", "journal", "queue",
          "daemon", "run", "history", "yaml", "job", "store", "serve", "http", "web", "prunner",
          "client",
          "hook", "backup", "handover", "flows", "flowhost", "flowweb",
          "autoexec", "autoexeccli", "runcli", "top", "webruns"),
      entry("manual", "run", "cli", "tasker", "prunner", "autoexeccli"),
      entry("backup", "task", "os", "json", "engine", "store", "serve", "http", "workspace"),
      entry("client", "task", "os", "json", "config", "http", "run", "backup"),
      entry("flowrun", "task", "os", "json", "config", "engine", "local", "flowfile", "flow",
          "run"),
      entry("tasker", "task", "os", "config", "batch", "local", "flowfile", "flow", "run",
          "flowrun"));

  private static Map.Entry<String, Set<String>> entry(String name, String... others) {
    return Map.entry(name, Set.of(others));
  }

  @Test
  void eachPackageKnowsOnlyWhatTheMapSays() {
    MAY_KNOW.forEach((name, others) -> {
      var allowed = Stream.concat(Stream.of(name), others.stream())
          .map(p -> ROOT + p)
          .collect(Collectors.toSet());
      DescribedPredicate<JavaClass> foreign = DescribedPredicate.describe(
          "in a package it may not know",
          c -> c.getPackageName().startsWith(ROOT) && !allowed.contains(c.getPackageName()));
      noClasses().that()
          .resideInAPackage(ROOT + name)
          .should()
          .dependOnClassesThat(foreign)
          .check(CLASSES);
    });
  }

  @Test
  void theMapNamesEveryPackage() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(
            MAY_KNOW.keySet().stream().map(p -> ROOT + p).toList());
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.parallelr.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyOsCallsForeignFunctions() {
    noClasses().that()
        .resideOutsideOfPackage("io.parallelr.os")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign")
        .check(CLASSES);
  }

  @Test
  void onlyHttpKnowsTheServerAndTheTokens() {
    noClasses().that()
        .resideOutsideOfPackage("io.parallelr.http")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..", "com.nimbusds..")
        .check(CLASSES);
  }

  /// The jars of the server are not there when a batch runs.
  @Test
  void publicSignaturesOfHttpHaveNoTypesOfItsLibraries() {
    methods().that()
        .areDeclaredInClassesThat()
        .resideInAPackage("io.parallelr.http")
        .and()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .areTopLevelClasses()
        .should()
        .notHaveRawReturnType(ofTheServer())
        .andShould()
        .notHaveRawParameterTypes(anyOfTheServer())
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> ofTheServer() {
    return DescribedPredicate.describe(
        "of the server's libraries",
        c -> c.getPackageName().startsWith("org.eclipse.jetty")
            || c.getPackageName().startsWith("com.nimbusds"));
  }

  private static DescribedPredicate<List<JavaClass>> anyOfTheServer() {
    return DescribedPredicate.describe(
        "any of the server's libraries",
        types -> types.stream().anyMatch(ofTheServer()));
  }

  @Test
  void librariesForOnePurposeAreUsedInOnePlace() {
    Map.of(
        "io.parallelr.yaml", "org.snakeyaml..",
        "io.parallelr.rule", "com.google.re2j..",
        "io.parallelr.top", "org.jline..",
        "io.parallelr.autoexec", "com.hubspot..")
        .forEach(
            (place, library) -> noClasses().that()
                .resideOutsideOfPackage(place)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES));
  }

  @Test
  void onlyTheStoreKnowsTheDatabase() {
    noClasses().that()
        .resideOutsideOfPackage("io.parallelr.store")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
        .check(CLASSES);
  }

  @Test
  void onlyBackendsAndDetachingStartProcesses() {
    noClasses().that()
        .resideOutsideOfPackages(
            "io.parallelr.local",
            "io.parallelr.daemon",
            "io.parallelr.flowrun", // which checks hosts and sends alerts by programs
            "io.parallelr.tasker",
            "io.parallelr.autoexeccli") // which draws with Graphviz
        .and()
        .doNotHaveSimpleName("ShellCommand")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .check(CLASSES);
  }

  @Test
  void plansArePure() {
    classes().that()
        .implement(Plan.class)
        .and()
        .doNotHaveSimpleName("RecordedPlan") // which writes down what another one decides
        .should(new PureCode(ROOT, PLANS_MAY_USE))
        .check(CLASSES);
  }

  @Test
  void jobsArePure() {
    classes().that()
        .resideInAPackage(ROOT + "job")
        .should(new PureCode(ROOT, PLANS_MAY_USE))
        .check(CLASSES);
  }

  /// The messages of many are a bare path; `Reason` says what is wrong.
  @Test
  void problemsOfFilesAreToldByTheirReason() {
    DescribedPredicate<JavaCall<?>> tellsItself = DescribedPredicate.describe(
        "the text of an IOException",
        call -> List.of("getMessage", "toString", "getLocalizedMessage").contains(call.getName())
            && (call.getTargetOwner().isAssignableTo(IOException.class)
                || call.getTargetOwner().isAssignableTo(UncheckedIOException.class)));
    noClasses().that()
        .areNotAssignableTo(Reason.class)
        .and()
        .resideOutsideOfPackage("io.parallelr.os") // which tells nobody
        .should()
        .callCodeUnitWhere(tellsItself)
        .check(CLASSES);
  }

  @Test
  void timeIsInjected() {
    var clocks = DescribedPredicate.<JavaAccess<?>>describe(
        "a clock of the system",
        access -> CLOCKS.contains(
            access.getTargetOwner().getSimpleName() + '.' + access.getTarget().getName()));
    noClasses().that()
        .resideOutsideOfPackages("io.parallelr.cli", "io.parallelr.os")
        .and()
        .doNotHaveSimpleName("ExecutionContext")
        .and()
        .doNotHaveSimpleName("InProcessTasker")
        .and()
        .doNotHaveSimpleName("PrunnerMain")
        .and()
        .doNotHaveSimpleName("LocalFlows")
        .and()
        .haveNameNotMatching(".*AutoExecFlowMain.*")
        .should()
        .accessTargetWhere(clocks)
        .check(CLASSES);
  }
}
