package io.parallelr.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/// The report of runs as one page that needs nothing beside it: no other file, no network.
///
/// Its policy (CSP) allows its own style sheet and its own script by their checksums, and nothing
/// else: even if a text came into it as markup, it could neither run nor load anything.
///
/// @param made when it was made
/// @param zone in which times are shown
/// @param version of parallelr
public record ReportPage(List<ReportedRun> runs, Instant made, ZoneId zone, String version) {
  public ReportPage {
    runs = List.copyOf(runs);
  }

  /// The document.
  public String html() {
    var style = resource("report.css");
    var script = resource("report.js");
    var html = new Html();
    html.doctype().open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml");
    html.open("head")
        .empty("meta", "charset", "utf-8")
        .empty(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'"
                .formatted(checksum(style), checksum(script)))
        .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
        .empty("meta", "name", "referrer", "content", "no-referrer")
        .empty("meta", "name", "color-scheme", "content", "light dark")
        .element("title", title())
        .open("style")
        .raw(style)
        .close()
        .close();
    html.open("body");
    patterns(html);
    html.open("main");
    if (runs.size() > 1) {
      comparison(html);
    }
    for (int i = 0; i < runs.size(); i++) {
      new RunSection(runs.get(i), i + 1, runs.size() == 1, zone).write(html);
    }
    html.close();
    html.open("footer")
        .text("Made by parallelr %s on %s, times in %s.".formatted(version, Texts.when(made, zone),
            zone))
        .close();
    html.open("script").raw(script).close();
    html.close().close();
    return html.toString();
  }

  private String title() {
    return runs.size() == 1
        ? "%s: report of a run".formatted(runs.getFirst().title())
        : "Report of %d runs".formatted(runs.size());
  }

  /// Stripes for what failed, and dots for what has no end: colour is not the only sign.
  private static void patterns(Html html) {
    html.open(
        "svg", "width", "0", "height", "0", "aria-hidden", "true", "focusable", "false", "class",
        "patterns")
        .open("defs");
    html.open(
        "pattern", "id", "stripes", "width", "5", "height", "5", "patternUnits", "userSpaceOnUse",
        "patternTransform", "rotate(45)")
        .empty("rect", "width", "5", "height", "5", "class", "bad-plain")
        .empty("rect", "width", "1.6", "height", "5", "class", "stripe")
        .close();
    html.close().close();
  }

  private void comparison(Html html) {
    html.open("header").element("h1", "%d runs".formatted(runs.size())).close();
    html.open("section", "class", "wide").element("h2", "Compared");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", "Compared");
    html.open("table").open("thead").open("tr").element("td", "");
    for (int i = 0; i < runs.size(); i++) {
      html.open("th", "scope", "col")
          .element("a", runs.get(i).title(), "href", "#run" + (i + 1))
          .close();
    }
    html.close().close().open("tbody");
    row(html, "Run", runs.stream().map(run -> run.overview().id()).toList());
    row(html, "State", runs.stream().map(ReportedRun::state).toList());
    row(
        html,
        "Started",
        runs.stream()
            .map(run -> run.overview().started().map(t -> Texts.when(t, zone)).orElse(""))
            .toList());
    var facts = runs.stream().map(RunFacts::of).toList();
    for (int i = 0; i < facts.getFirst().size(); i++) {
      int at = i;
      row(
          html,
          facts.getFirst().get(i).name(),
          facts.stream().map(of -> of.get(at).value()).toList());
    }
    html.close().close().close().close();
  }

  private static void row(Html html, String name, List<String> values) {
    html.open("tr").element("th", name, "scope", "row");
    values.forEach(value -> html.element("td", value));
    html.close();
  }

  /// A word for a state, with a sign that does not need a colour.
  static void badge(Html html, ReportedRun run) {
    var sign = switch (run.overview().state()) {
      case SUCCEEDED -> "✓";
      case RUNNING -> "▶";
      case FAILED, STOPPED, INTERRUPTED, CUT_OFF -> "✗";
    };
    var kind = switch (run.overview().state()) {
      case SUCCEEDED -> "fine";
      case RUNNING -> "runs";
      case FAILED, STOPPED, INTERRUPTED, CUT_OFF -> "wrong";
    };
    html.element("p", sign + " " + run.state(), "class", "badge " + kind);
  }

  private static String checksum(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (var in = ReportPage.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
