package io.parallelr.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parallelr.SpecialFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Reports on runs, comparisons of two, and `psr`.
@Timeout(120)
@ExtendWith(ProductExtension.class)
class ReportIT {
  private final Product product;

  ReportIT(Product product) {
    this.product = product;
  }

  @Test
  void aRunIsReportedOnInEachForm() throws Exception {
    product.task("good", "echo fine");
    product.task("bad", "echo '<b>because 17</b>' >&2; exit 3");
    run("--name", "nightly");

    var text = product.run("report", "nightly");
    assertThat(text.status()).isZero();
    assertThat(text.stdout()).contains("Succeeded     1, 50.0 % of completed",
        "Exit code 3: <b>because #</b>");

    var json = json("report", "nightly", "--json").get("runs").get(0);
    assertThat(json.get("failed_tasks").asInt()).isEqualTo(1);
    assertThat(json.get("failures").get(0).get("exit_code").asInt()).isEqualTo(3);
    assertThat(json.get("task_seconds").get("max").asDouble()).isPositive();

    assertThat(
        product.run("report", "nightly", "--csv")
            .stdout()
            .lines()
            .map(row -> row.split(",", -1)[5]))
        .containsExactlyInAnyOrder("status", "SUCCESS", "FAILED");

    assertThat(product.run("report", "nightly", "--html", "page.html").stdout()).isEmpty();
    var page = Files.readString(product.file("page.html"));
    assertThat(page).contains("<h1 class=\"title\">nightly</h1>", "&lt;b&gt;because 17&lt;/b&gt;")
        .doesNotContain("<b>");
    assertThat(product.run("report", "nightly", "--html", "-").stdout())
        .hasSameSizeAs(page)
        .endsWith("</html>\n");
  }

  @Test
  void reportsGoWhereLinksLead() throws Exception {
    product.task("good", "true");
    run("--name", "nightly");
    var link = Files.createSymbolicLink(product.file("page.html"), Path.of("real.html"));
    var rows = Files.createSymbolicLink(product.file("rows.csv"), Path.of("real.csv"));

    product.run("report", "nightly", "--html", "page.html");
    product.run("psr", "nightly", "--output", "rows.csv");

    assertThat(link).isSymbolicLink();
    assertThat(product.file("real.html")).content().endsWith("</html>\n");
    assertThat(rows).isSymbolicLink();
    assertThat(product.file("real.csv")).content().contains("SUCCESS");
  }

  @Test
  void aFullDiskIsReportedWithTheFile() throws Exception {
    var full = SpecialFiles.device(product.file("full"), SpecialFiles.FULL);
    product.task("good", "true");
    run("--name", "nightly");

    var page = product.run("report", "nightly", "--html", "full");
    var table = product.run("psr", "nightly", "--output", "full");

    assertThat(Files.readAttributes(full, BasicFileAttributes.class).isOther()).isTrue();
    assertThat(page.status()).isEqualTo(5);
    assertThat(page.stderr()).isEqualTo("parallelr: --html full: No space left on device\n");
    assertThat(table.stderr()).isEqualTo("parallelr: --output full: No space left on device\n");
  }

  @Test
  void severalRunsAreInOneReport() throws Exception {
    product.task("t", "true");
    run("--name", "a");
    run("--name", "b");

    assertThat(json("report", "a", "b", "--json").get("runs")).hasSize(2);
    assertThat(product.run("report", "a", "b", "--html", "-").stdout()).contains(
        "<h1>2 runs</h1>", "href=\"#run1\">a</a>", "id=\"run2\"");
    assertThat(product.run("report", "a", "b").stdout()).contains(" (a), ", " (b), ");
  }

  @Test
  void whatCannotBeReportedIsSaidInALine() throws Exception {
    product.task("t", "true");
    run();

    assertUsage("not found in", "report", "nope");
    assertUsage("mutually exclusive", "report", "last", "--csv", "--json");
    assertUsage("the directory", "report", "last", "--html", "missing/page.html");
    assertUsage("is a directory", "report", "last", "--html", ".");
    assertUsage("--only fast is not one of failing, ", "diff", "last", "last", "--only", "fast");
    assertUsage("--threshold x is not a percentage", "diff", "last", "last", "--threshold", "x");
    assertUsage("field stats is unknown; did you mean status?", "psr", "last", "--filter",
        "stats=1");
    assertUsage("status sucess is unknown; did you mean SUCCESS?", "psr", "last", "--filter",
        "status=sucess");
    assertUsage("--csv takes no value", "report", "last", "--csv=x");
    assertUsage("--html needs the name of a file", "report", "last", "--html", "");
    assertUsage("--output needs the name of a file", "psr", "last", "--output", "");
    assertUsage("the directory /nonexist does not exist", "psr", "last", "--output",
        "/nonexist/x");
    assertUsage("--columns needs the names of fields", "psr", "last", "--columns", ",");
    assertUsage("--columns and --stats are mutually exclusive", "psr", "last", "--stats",
        "--columns",
        "task");
    assertUsage("--only needs one or more of failing", "diff", "last", "last", "--only", ",");
    Files.writeString(product.file("torn.jsonl"), "{\"type\":\"task\"\n");
    assertUsage("torn.jsonl:1: not a whole JSON object; this is not a file of results", "psr",
        "torn.jsonl");
    assertUsage("this is not a file of results", "psr",
        product.latestRun().resolve("run.log").toString());
    var journal = product.latestRun().resolve("results.jsonl");
    shell("gzip -c %s | head -c 60 >cut.gz".formatted(journal));
    assertUsage("cut.gz: the compressed file is cut off", "psr", "cut.gz", "--output", "out.csv");
    assertThat(product.file("out.csv")).doesNotExist();
    Files.delete(journal);
    Files.createDirectory(journal);
    assertUsage("last and last cannot be compared: ", "diff", "last", "last");
  }

  @Test
  void twoRunsDifferOrNot() throws Exception {
    product.task("breaks", "[ ! -e " + product.file("second") + " ]");
    product.task("heals", "[ -e " + product.file("second") + " ]");
    product.task("stays", "true");
    run("--name", "first");
    Files.writeString(product.file("second"), "");
    run("--name", "second");

    var differing = product.run("diff", "first", "second");
    assertThat(differing.status()).isEqualTo(1);
    assertThat(differing.stdout()).contains("Newly failing (1):", "/breaks: Exit code 1",
        "Repaired (1):", "/heals");
    var json = json("diff", "first", "second", "--json");
    assertThat(json.get("counts").get("failing").asInt()).isEqualTo(1);
    assertThat(json.get("changes").get("repaired").get(0).get("task").asString())
        .endsWith("/heals");
    assertThat(product.run("diff", "first", "second", "--only", "gone,new").status()).isZero();
    assertThat(product.run("diff", "first", "first").status()).isZero();
  }

  @Test
  void resultsAreReadFromRunsFilesAndInput() throws Exception {
    product.task("good", "echo fine");
    product.task("bad", "exit 3");
    run("--name", "nightly");
    var journal = product.latestRun().resolve("results.jsonl");
    var bad = List.of("--filter", "status=failed", "--columns", "exit_code,STATUS", "--csv");

    assertThat(psr("nightly", bad).stdout()).isEqualTo("exit_code,STATUS\n3,FAILED\n");
    assertThat(psr(journal.toString(), bad).stdout()).isEqualTo("exit_code,STATUS\n3,FAILED\n");
    assertThat(psr(product.latestRun().toString(), List.of()).stdout())
        .startsWith("START_TIME ")
        .contains("Exit code 3");
    assertThat(
        shell("cat %s | $psr - --stats".formatted(journal))).contains("Tasks     2\n",
            "FAILED            1   50.0 %");
    assertThat(
        shell(
            "(cat %s; echo garbage) | gzip > r.jsonl.gz; $psr r.jsonl.gz --output out.csv; echo $?"
                .formatted(journal)))
        .isEqualTo("1\n");
    assertThat(Files.readAllLines(product.file("out.csv"))).hasSize(3)
        .first()
        .asString()
        .startsWith("START_TIME,END_TIME,STATUS,");
  }

  @Test
  void inTheDirectoryOfARunItIsADot() throws Exception {
    product.task("good", "true");
    run("--name", "nightly");

    for (var words : List.of("report .", "show .", "stats .", "psr . --stats", "diff . last",
        "resume . -n", "wait .")) {
      assertThat(shell("cd %s && %s %s".formatted(product.latestRun(), Product.launcher(), words)))
          .as(words)
          .containsAnyOf("nightly", "wait".equals(words.split(" ", 2)[0]) ? "" : "nothing to do");
    }
  }

  private void assertUsage(String message, String... words) throws Exception {
    var finished = product.run(words);

    assertThat(finished.status()).as(finished.stderr()).isEqualTo(2);
    assertThat(finished.stderr().lines()).singleElement()
        .asString()
        .startsWith("parallelr: ")
        .contains(message);
  }

  private Product.Finished psr(String source, List<String> more) throws Exception {
    var words = new ArrayList<>(List.of("psr", source));
    words.addAll(more);
    return product.run(words.toArray(String[]::new));
  }

  private String shell(String script) throws Exception {
    var process = new ProcessBuilder("sh", "-c", script)
        .directory(product.directory().toFile())
        .redirectError(product.file("stderr").toFile());
    process.environment().put("PARALLELR_HOME", product.home().toString());
    process.environment().put("psr", Product.launcher().resolveSibling("psr").toString());
    var started = process.start();
    return new String(started.getInputStream().readAllBytes(), UTF_8);
  }

  private JsonNode json(String... words) throws Exception {
    return new ObjectMapper().readTree(product.run(words).stdout());
  }

  private void run(String... more) throws Exception {
    var words = new ArrayList<>(List.of("-T", "tasks", "-C", "sh @TASK@", "-r", "-q"));
    words.addAll(List.of(more));
    product.run(words.toArray(String[]::new));
  }
}
