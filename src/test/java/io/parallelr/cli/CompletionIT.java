package io.parallelr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/// Shells complete the names of runs and tasks, which only the product knows.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class CompletionIT {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("distribution.directory"), "docs/completion");

  private final Product product;
  private String older = "";
  private String newer = "";

  CompletionIT(Product product) {
    this.product = product;
  }

  static boolean hasFish() {
    return Files.isExecutable(Path.of("/usr/bin/fish"));
  }

  static boolean hasZsh() {
    return Files.isExecutable(Path.of("/usr/bin/zsh"));
  }

  @BeforeEach
  void twoRuns() throws Exception {
    product.task("build one.sh", "true");
    product.task("test.sh", "false");
    product.run("-T", "tasks", "-C", "sh @TASK@", "-r", "-q", "--name", "nightly");
    older = name(product.latestRun());
    Files.writeString(product.directory().resolve("list"), "x\ny\n");
    product.run("-A", "list", "-C", "true @ARG@", "-r", "-q");
    newer = name(product.latestRun());
  }

  @Test
  void thePrinterOfNames() throws Exception {
    assertThat(product.run("runs", "--names").stdout()).isEqualTo(
        "nightly\tthe last of that name\n%s\tsucceeded\n%s\tfailed, nightly\n"
            .formatted(newer, older));
    assertThat(product.run("show", "nightly", "--names").stdout().lines())
        .containsExactlyInAnyOrder("build one.sh\tSUCCESS", "test.sh\tFAILED");
  }

  @Test
  void bashOffersRuns() throws Exception {
    for (var line : List.of("parallelr show ", "parallelr --resume ", "parallelr wait last ")) {
      assertThat(bash(line)).as(line).containsExactlyInAnyOrder("last", "nightly", newer, older);
    }
    assertThat(bash("parallelr slots ni")).containsExactly("nightly");
    assertThat(bash("parallelr slots nightly 4 ")).isEmpty();
  }

  @Test
  void bashOffersTheTasksOfTheRun() throws Exception {
    assertThat(bash("parallelr log nightly "))
        .containsExactlyInAnyOrder("build\\ one.sh", "test.sh");
    assertThat(bash("parallelr retry nightly -m 3 test.sh te")).containsExactly("test.sh");
    assertThat(bash("parallelr kill nightly --task te")).containsExactly("test.sh");
    assertThat(bash("parallelr log last list:")).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void bashOffersTheOptionsAsBefore() throws Exception {
    assertThat(bash("parallelr show --a")).containsExactly("--all");
    assertThat(bash("parallelr sh")).containsExactly("show");
    assertThat(bash("parallelr --order v")).containsExactly("version");
    assertThat(bash("parallelr serve ")).containsExactly("validate");
    assertThat(bash("parallelr --name show ")).contains("runs", "serve");
  }

  /// Options with values of the same name had those of the last of them.
  @Test
  void bashOffersTheValuesOfEachOption() throws Exception {
    for (var row : List.of(
        "parallelr --orphans |adopt kill",
        "parallelr --on-unknown |rerun skip",
        "parallelr serve --on-restart |continue cancel",
        "parallelr serve --on-unknown |fail rerun",
        "parallelr -S |space whitespace tab comma semicolon pipe colon csv tsv",
        "parallelr -T t -C 'sh @TASK@' --make-jobserver=|off auto fifo pipe",
        "parallelr --orphans=k|kill",
        "parallelr --retry-on |any failed signal timeout memory",
        "parallelr --halt soon,f|soon,fail=1",
        "parallelr --halt now,fail=|1",
        "parallelr runs --state s|succeeded stopped",
        "parallelr runs --state failed,s|failed,succeeded failed,stopped",
        "parallelr clean --state i|interrupted",
        "parallelr diff --only f|failing faster",
        "parallelr jobs ls --state t|timed_out")) {
      var parts = row.split("\\|", -1);
      assertThat(bash(parts[0])).as(row).containsExactly(parts[1].split(" ", -1));
    }
  }

  @Test
  void bashOffersTheRunsOfDiff() throws Exception {
    assertThat(bash("parallelr diff ")).contains("last", "nightly", newer);
    assertThat(bash("parallelr diff nightly l")).containsExactly("last");
    assertThat(bash("parallelr kill nightly --task=te")).containsExactly("test.sh");
  }

  @Test
  @EnabledIf("hasFish")
  void fishOffersThem() throws Exception {
    assertThat(fish("parallelr show ")).contains("nightly", "last", older, newer);
    assertThat(fish("parallelr log nightly ")).contains("test.sh", "build one.sh");
    assertThat(fish("parallelr kill nightly --task ")).contains("test.sh");
    assertThat(fish("parallelr retry nightly -m ")).doesNotContain("test.sh");
    assertThat(fish("parallelr diff ")).contains("nightly", "last", older, newer);
    assertThat(fish("parallelr diff nightly ")).contains("nightly", "last", older, newer);
    assertThat(fish("parallelr -S ")).contains("csv", "tsv").doesNotContain("runs");
    assertThat(fish("parallelr --retry-on ")).contains("timeout");
    assertThat(fish("parallelr --halt ")).contains("soon,fail=1");
    assertThat(fish("parallelr --make-jobserver=")).contains("--make-jobserver=pipe");
    assertThat(fish("parallelr runs --state ")).contains("cut-off");
    assertThat(fish("parallelr runs --state failed,s")).contains("failed,stopped");
    assertThat(fish("parallelr diff --only ")).contains("slower");
  }

  @Test
  @EnabledIf("hasZsh")
  void zshOffersThem() throws Exception {
    assertThat(zsh("parallelr show ni")).contains("parallelr show nightly");
    assertThat(zsh("parallelr log nightly te")).contains("parallelr log nightly test.sh");
    assertThat(zsh("parallelr kill nightly --task te"))
        .contains("parallelr kill nightly --task test.sh");
    assertThat(zsh("parallelr diff nightly ni")).contains("parallelr diff nightly nightly");
  }

  /// Commands were offered where a value was needed, too.
  @Test
  @EnabledIf("hasZsh")
  void zshOffersTheValuesOfEachOption() throws Exception {
    for (var row : List.of(
        "parallelr -S cs|parallelr -S csv",
        "parallelr -S a|parallelr -S a",
        "parallelr --orphans a|parallelr --orphans adopt",
        "parallelr serve --on-restart co|parallelr serve --on-restart continue",
        "parallelr serve --on-restart v|parallelr serve --on-restart v",
        "parallelr serve v|parallelr serve validate",
        "parallelr --retry-on tim|parallelr --retry-on timeout",
        "parallelr --halt soon,f|parallelr --halt soon,fail=1",
        "parallelr --make-jobserver=pi|parallelr --make-jobserver=pipe",
        "parallelr runs --state failed,st|parallelr runs --state failed,stopped",
        "parallelr clean --state int|parallelr clean --state interrupted",
        "parallelr diff --only sl|parallelr diff --only slower",
        "parallelr expl|parallelr explain")) {
      var parts = row.split("\\|", -1);
      var screen = zsh(parts[0]).replaceAll("\\e\\[[0-9;?]*[A-Za-z]|\\p{Cntrl}", "");
      assertThat(screen).as(row).containsPattern(Pattern.quote(parts[1]) + "[, ]*#end");
    }
  }

  /// What readline does: the line apart at blanks and colons, and the function called.
  private List<String> bash(String line) throws Exception {
    return shell("bash", "--norc", "-c", """
        source "$1"
        line=$2
        words=${line//:/ : }
        IFS=$' \\t' read -ra COMP_WORDS <<<"${words//=/ = }"
        [[ $line != *[[:space:]:=] ]] || COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE=$line COMP_POINT=${#line}
        _complete_parallelr
        printf '%s\\n' "${COMPREPLY[@]}"
        """, "bash", SCRIPTS.resolve("parallelr").toString(), line)
        .lines()
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private List<String> fish(String line) throws Exception {
    return shell("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]",
        SCRIPTS.resolve("parallelr.fish").toString(), line)
        .lines()
        .map(word -> word.split("\t", -1)[0])
        .toList();
  }

  /// Types a line and a tab, and returns what is on the screen then.
  private String zsh(String line) throws Exception {
    return shell("zsh", "-f", "-c", """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "PS1='now: ' fpath=(${(q)1} \\$fpath); autoload -U compinit; compinit -u -D"
        zpty -w shell "echo rea''dy"
        zpty -r -m shell out '*ready*now: *'
        zpty -w -n shell "$2"$'\\t'
        zpty -w -n shell " #en"$'d\\n'
        zpty -r -m shell out '*#end*'
        print -r -- $out
        """, "zsh", SCRIPTS.toString(), line);
  }

  private String shell(String... command) throws IOException, InterruptedException {
    var words = new ArrayList<String>();
    words.add("env");
    words.add("PATH=" + Product.launcher().getParent() + ":" + System.getenv("PATH"));
    words.addAll(List.of(command));
    return product.startCommand(words).finish().stdout();
  }

  private static String name(Path run) {
    return run.getFileName().toString();
  }
}
