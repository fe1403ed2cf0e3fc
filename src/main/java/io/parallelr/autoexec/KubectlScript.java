package io.parallelr.autoexec;

import io.parallelr.job.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Steps that change workloads of Kubernetes: each becomes calls of the program `kubectl`, all
/// resources at once, after which the rollouts are watched.
final class KubectlScript {
  private static final String TYPE = "kubectl@";
  private static final Set<String> KINDS = Set.of("deployment", "statefulset", "daemonset");
  private static final Set<String> COMMANDS = Set.of("restart", "update", "scale", "status");

  private final String command;
  private final Map<String, String> environment;
  private final Members all;
  private final Document document;

  private KubectlScript(
      String command,
      Map<String, String> environment,
      Document document,
      Members all) {
    this.command = command;
    this.environment = environment;
    this.document = document;
    this.all = all;
  }

  /// Whether a step is one of these.
  static boolean isTypeOf(TaskRequest.Step step) {
    return step.type().toLowerCase(Locale.ROOT).startsWith(TYPE);
  }

  /// The work of a step of a type such as `kubectl@restart`.
  ///
  /// @throws RefusedException if its content is wrong
  static Work of(TaskRequest.Step step, Map<String, String> environment) throws RefusedException {
    var command = step.type().toLowerCase(Locale.ROOT).substring(TYPE.length());
    try {
      if (!COMMANDS.contains(command)) {
        throw new RefusedException(
            Reply.FAILED,
            "unknown type %s; write kubectl@restart, @update, @scale or @status".formatted(
                step.type()));
      }
      var document = Document.parse(step.content(), Document.Format.YAML);
      var all = new Members(document, document.root(), "the content");
      var text = new KubectlScript(command, environment, document, all).script();
      document.refuse();
      return Programs.first(environment, List.of("kubectl")).isEmpty()
          ? new Work.Unavailable(
              "kubectl is not installed here; steps of type %s need it".formatted(
                  step.type()))
          : new Work.Script("bash", text);
    } catch (RefusedException e) {
      throw new RefusedException(
          e.reply(),
          "step %s: %s".formatted(step.name(), e.getMessage()));
    }
  }

  private String script() {
    var script = new StringBuilder();
    script.append(configuration());
    script.append("status=0\npids=()\n");
    var resources = all.list("resources");
    if (resources.isEmpty()) {
      all.error("resources", "resources are required: a list with kind and name");
    }
    for (var value : resources) {
      var lines = resource(new Members(document, value, "a resource"));
      script.append("(\nset -e\n")
          .append(String.join("\n", lines))
          .append("\n) &\npids+=($!)\n");
    }
    script.append("for pid in \"${pids[@]}\"; do wait \"$pid\" || status=$?; done\n")
        .append("exit \"$status\"\n");
    return script.toString();
  }

  /// A path, or the configuration itself.
  private String configuration() {
    var given = all.text("kube_config");
    if (given.isEmpty()) {
      return "";
    }
    if (!given.contains("\n")) {
      return "export KUBECONFIG=%s\n".formatted(Programs.quoted(given));
    }
    return "KUBECONFIG=$(mktemp)\nexport KUBECONFIG\ntrap 'rm -f \"$KUBECONFIG\"' EXIT\n"
        + "printf '%%s' %s > \"$KUBECONFIG\"\n".formatted(Programs.quoted(given));
  }

  /// The value of a resource, else that of all, else a variable.
  private String value(Members resource, String name, String variable) {
    var own = resource.text(name);
    var common = own.isEmpty() ? all.text(name) : own;
    return common.isEmpty() ? environment.getOrDefault(variable, "") : common;
  }

  private List<String> resource(Members resource) {
    var kind = value(resource, "kind", "KIND").toLowerCase(Locale.ROOT);
    var name = resource.text("name");
    if (!KINDS.contains(kind)) {
      resource.error("kind", "kind is Deployment, StatefulSet or DaemonSet");
    }
    if (name.isEmpty()) {
      resource.error("name", "a resource has no name");
    }
    var namespace = value(resource, "namespace", "NAMESPACE");
    var target = Programs.quoted(kind + '/' + name);
    var kubectl =
        namespace.isEmpty() ? "kubectl" : "kubectl --namespace " + Programs.quoted(namespace);
    var lines = new ArrayList<String>();
    switch (command) {
      case "restart" -> lines.add("%s rollout restart %s".formatted(kubectl, target));
      case "scale" -> lines.addAll(scale(resource, kind, kubectl, target));
      case "update" -> lines.addAll(update(resource, kubectl, target));
      default -> {
        // the status follows for all
      }
    }
    lines.add("%s rollout status %s".formatted(kubectl, target));
    lines.add(
        "%s get %s --output jsonpath='{range .spec.template.spec.containers[*]}{.name}: {.image}{\"\\n\"}{end}'"
            .formatted(kubectl, target));
    return lines;
  }

  private List<String> scale(Members resource, String kind, String kubectl, String target) {
    if (kind.equals("daemonset")) {
      return List.of("echo %s: a DaemonSet has no number of replicas".formatted(target));
    }
    int replicas = resource.number("replicas", 0, all.number("replicas", 0, -1));
    if (replicas < 0) {
      resource.error("replicas", "replicas are required");
    }
    return List.of("%s scale %s --replicas=%d".formatted(kubectl, target, replicas));
  }

  private List<String> update(Members resource, String kubectl, String target) {
    var lines = new ArrayList<String>();
    var tag = value(resource, "image_tag", "IMAGE_TAG");
    if (!tag.isEmpty()) {
      lines.add(images(resource, kubectl, target, tag));
    }
    for (var value : resource.list("env")) {
      lines.add(variable(new Members(document, value, "a variable"), kubectl, target));
    }
    if (lines.isEmpty()) {
      resource.error("image_tag", "image_tag or env is required");
    }
    return lines;
  }

  /// Only the tag of each image changes: what follows a colon behind the last slash.
  private String images(Members resource, String kubectl, String target, String tag) {
    boolean skipsInit =
        resource.truth("ignoreInitContainer") || all.truth("ignoreInitContainer");
    var kinds = skipsInit ? "containers" : "containers initContainers";
    return """
        images=()
        for kind in %s; do
          while IFS== read -r name image; do
            [ -n "$name" ] || continue
            base=${image##*/}
            images+=("$name=${image%%"$base"}${base%%%%[:@]*}:"%s)
          done < <(%s get %s --output jsonpath="{range .spec.template.spec.$kind[*]}{.name}={.image}{'\\n'}{end}")
        done
        %s set image %s "${images[@]}\""""
        .formatted(
            kinds, Programs.quoted(tag), kubectl, target, kubectl, target);
  }

  private String variable(Members variable, String kubectl, String target) {
    var name = variable.text("name");
    if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
      variable.error("name", "a variable of a container needs a name");
    }
    boolean isDeleted = variable.text("operator").equalsIgnoreCase("DELETE");
    var containers = String.join(",", variable.texts("containers"));
    var selection = containers.isEmpty() ? "" : " --containers=" + Programs.quoted(containers);
    return "%s set env %s%s %s".formatted(
        kubectl,
        target,
        selection,
        isDeleted ? name + "-" : Programs.quoted(name + "=" + variable.text("value")));
  }
}
