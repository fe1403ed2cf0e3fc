package io.parallelr.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parallelr.figures.Journals;
import io.parallelr.figures.Journals.Line;
import io.parallelr.history.RunOverview;
import io.parallelr.history.RunState;
import io.parallelr.history.Runs;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportPageTest {
  private static final String EVIL =
      "/t/</style></script><script>alert(1)</script>\"'&amp;<img src=x onerror=alert(1)>]]>\u0001\u202e\udcff";
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

  @TempDir
  Path runs;

  private Journals journal = new Journals();

  @BeforeEach
  void makeTasks() {
    journal.begin("/t/plain", 1)
        .add(Line.of("/t/plain", 1, "SUCCESS", 1.5))
        .add(new Line(EVIL, List.of(EVIL), 2, 1, "FAILED", true, 0.2, EVIL + "\n" + EVIL))
        .begin(EVIL, 3);
  }

  @Test
  void isWellFormedWithAllThatIsInItEscaped() throws Exception {
    var page = page(1);

    var document = parse(page);

    assertThat(elements(document, "script")).hasSize(1);
    assertThat(elements(document, "style")).hasSize(1);
    assertThat(elements(document, "img")).isEmpty();
    assertThat(elements(document, "bdi")).extracting(Element::getTextContent)
        .anyMatch(text -> text.contains("<script>alert(1)</script>\"'"));
    assertThat(page.chars().anyMatch(c -> c == 0x202e || c == 1 || (c >= 0xd800 && c < 0xe000)))
        .isFalse();
  }

  @Test
  void theTextSaysWhatIsCountedOfFailuresThatWereTriedAgain() throws Exception {
    journal = new Journals()
        .add(new Line("/t/a", List.of(), 1, 1, "FAILED", false, 0.2, "try 1"))
        .add(new Line("/t/a", List.of(), 1, 2, "SUCCESS", true, 0.2, ""));

    assertThat(new ReportText(reported(1).getFirst(), ZoneOffset.UTC).text()).contains(
        "Failures, with how many tasks ended so",
        "        0  Exit code 3: try # (in 1 attempt)\n");
  }

  @ParameterizedTest
  @CsvSource({"100,100.0 %,100", "99.9999,99.9 %,99.999", "66.66666,66.7 %,66.667", "0,0.0 %,0"})
  void lessThanAllIsNeverShownAsAll(double percent, String text, double rounded) {
    assertThat(Texts.percent(percent)).isEqualTo(text);
    assertThat(Texts.roundedPercent(percent)).isEqualTo(rounded);
  }

  @Test
  void noElementLoadsOrRunsAnything() throws Exception {
    var page = parse(page(2));

    var all = elements(page, "*");
    for (var element : all) {
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        var name = element.getAttributes().item(i).getNodeName().toLowerCase(Locale.ROOT);
        assertThat(name).isNotIn("src", "style", "srcset", "action", "xlink:href")
            .doesNotStartWith("on");
        if (name.equals("href")) {
          assertThat(element.getAttribute("href")).startsWith("#");
        }
      }
    }
    assertThat(elements(page, "style").getFirst().getTextContent()).doesNotContain("@import")
        .doesNotContain("http");
  }

  @Test
  void thePolicyAllowsJustItsOwnStyleAndScript() throws Exception {
    var page = page(1);
    var policy = elements(parse(page), "meta").stream()
        .filter(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
        .map(meta -> meta.getAttribute("content"))
        .findFirst()
        .orElseThrow();

    assertThat(policy).isEqualTo(
        "default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'"
            .formatted(checksum(page, "style"), checksum(page, "script")));
  }

  /// As a browser computes it: of the bytes between the tags.
  private static String checksum(String page, String tag) throws Exception {
    var content =
        Pattern.compile("<%s>(.*?)</%s>".formatted(tag, tag), Pattern.DOTALL).matcher(page);
    assertThat(content.find()).isTrue();
    var digest = MessageDigest.getInstance("SHA-256").digest(content.group(1).getBytes(UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @Test
  void idsAreUniqueAndWhatRefersToThemFindsThem() throws Exception {
    var all = elements(parse(page(3)), "*");
    var ids = all.stream().map(e -> e.getAttribute("id")).filter(id -> !id.isEmpty()).toList();

    assertThat(ids).doesNotHaveDuplicates();
    for (var element : all) {
      for (var id : element.getAttribute("aria-labelledby").split(" ", -1)) {
        assertThat(id.isEmpty() || ids.contains(id)).as(id).isTrue();
      }
      if (element.hasAttribute("href")) {
        assertThat(ids).contains(element.getAttribute("href").substring(1));
      }
    }
  }

  @Test
  void chartsHaveTitlesAndTablesHaveHeads() throws Exception {
    var page = parse(page(1));

    for (var svg : elements(page, "svg")) {
      boolean isShown = !svg.getAttribute("aria-hidden").equals("true");
      assertThat(svg.getElementsByTagName("title").getLength() > 0).isEqualTo(isShown);
    }
    for (var table : elements(page, "table")) {
      assertThat(table.getElementsByTagName("th").getLength()).isPositive();
    }
    assertThat(elements(page, "h1")).hasSize(1);
  }

  @Test
  void whatRunsIsDrawnInASlotOfWhichNothingHasEnded() throws Exception {
    journal = new Journals().add(Line.of("/t/a", 1, "SUCCESS", 1.5))
        .raw(
            "{\"type\":\"start\",\"start_time\":\"2026-01-31T22:00:01.000Z\",\"sequence\":2,"
                + "\"task\":\"/t/b\",\"worker_id\":3,\"attempt\":1}");

    var open = elements(parse(page(1)), "rect").stream()
        .filter(rect -> rect.getAttribute("class").equals("open"))
        .filter(rect -> rect.hasChildNodes())
        .toList();

    assertThat(open).singleElement()
        .extracting(Element::getTextContent)
        .asString()
        .isEqualTo("/t/b: no end recorded, task 2, slot 3");
  }

  @Test
  void whatRunsInARunThatIsAliveIsShownUpToNow() throws Exception {
    journal = new Journals().add(Line.of("/t/a", 1, "SUCCESS", 1.5)).begin("/t/b", 2);
    var dead = reported(1).getFirst().overview();
    var alive = ReportedRun.read(
        new RunOverview(
            dead.run(), dead.labels(), RunState.RUNNING, dead.counts(), dead.record()),
        NOW);

    var page = new ReportPage(List.of(alive), NOW, ZoneOffset.UTC, "1").html();
    var titles = elements(parse(page), "title").stream().map(Element::getTextContent).toList();
    var text = new ReportText(alive, ZoneOffset.UTC).text();

    assertThat(titles).contains("/t/b: running for 2:00:00, task 2, slot 1")
        .anyMatch(title -> title.endsWith(": 0 ended well, 0 failed, 1 running"));
    assertThat(page).contains("is running, so far").contains("Running, so far");
    assertThat(text).contains("1 ended, 1 running")
        .contains(" 1 (1 running)")
        .contains("Slowest:\n        2    2:00:00  running    /t/b");
    assertThat(new ReportJson(List.of(alive)).text()).contains("\"running\":1");
  }

  @Test
  void aRunInWhichNothingHasEndedYetHasCharts() throws Exception {
    journal = new Journals().begin("/t/b", 2);
    var dead = reported(1).getFirst().overview();
    var alive = ReportedRun.read(
        new RunOverview(
            dead.run(), dead.labels(), RunState.RUNNING, dead.counts(), dead.record()),
        NOW);

    assertThat(new ReportPage(List.of(alive), NOW, ZoneOffset.UTC, "1").html())
        .contains("running for 2:00:00");
    assertThat(new ReportText(alive, ZoneOffset.UTC).text()).contains("(1 running)")
        .doesNotContain("Durations:");
  }

  @Test
  void manyAttemptsTakeFewElements() throws Exception {
    for (int i = 4; i < 6000; i++) {
      journal.add(Line.of("/t/" + i, i, i % 50 == 0 ? "FAILED" : "SUCCESS", i / 1000.0));
    }

    var page = page(1);

    assertThat(page).hasSizeLessThan(150_000);
    assertThat(elements(parse(page), "*")).hasSizeLessThan(1500);
  }

  @Test
  void aRunWithoutTasksHasAPage() throws Exception {
    journal = new Journals();

    assertThat(parse(page(1)).getDocumentElement().getTextContent()).contains("Nothing failed.");
  }

  @Test
  void unescapedTextIsRefused() {
    assertThatThrownBy(() -> new Html().raw("a<b")).isInstanceOf(IllegalArgumentException.class);
  }

  private String page(int number) throws Exception {
    return new ReportPage(reported(number), NOW, ZoneOffset.UTC, "1").html();
  }

  private List<ReportedRun> reported(int number) throws Exception {
    var reported = new ArrayList<ReportedRun>();
    for (int i = 1; i <= number; i++) {
      var id = "20260131T22000%d.000Z-1".formatted(i);
      var run = journal.write(runs.resolve(id));
      Files.writeString(
          run.path().resolve("request.json"),
          """
              {"session_id":"%s","name":"nightly","start_time":"2026-01-31T22:00:00.000Z","tasks":3,\
              "max_workers":2,"command_template":"<b>@TASK@</b>","config":["a=<i>"],"command_line":["-C","<"]}
              """
              .formatted(id));
      var all = new Runs(runs);
      reported.add(ReportedRun.read(all.overview(all.named(id)).orElseThrow(), NOW));
    }
    return reported;
  }

  private static Document parse(String page) throws Exception {
    assertThat(page).startsWith("<!DOCTYPE html>\n<html");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private static List<Element> elements(Document document, String name) {
    var nodes = document.getElementsByTagName(name);
    var elements = new ArrayList<Element>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
