package io.parallelr.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random templates are rendered or refused with a place in their text; nothing else happens.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FuzzTest {
  private static final Limits SMALL = new Limits(100_000, 50, 100, 50, 20_000, 50_000);
  private static final List<String> PIECES = List.of(
      "{{", "}}", "{{- ", " -}}", " ", "\n", "if ", "else ", "end", "range ", "with ", "define ",
      "template ", "block ", "break", "continue", "{{end}}", "{{else}}", "{{break}}",
      "{{range .l}}",
      "{{range $i, $e := .m}}", "{{if .s}}", "{{with .m}}", "{{else if .n}}", "{{define \"t\"}}",
      "{{template \"t\" .}}", "{{block \"b\" .}}", "/*", "*/", ".", ".s", ".l", ".m", ".n", ".m.k",
      ".none", "$", "$x", "$x := ", "$x = ", ", ", "|", " | ", "(", ")", "\"a\"", "\"%d %v\"",
      "\"%[2]*.[1]*q%\"", "\"%08.3f|%+x|%U|%c\"", "`b`", "'c'", "'\\x'", "\"\\u00e9\\xff\"", "0",
      "-1",
      "2.5", "1e9", "0x1p-2", "1_0", "1e999", "99999999999999999999", "nil ", "true ", "len ",
      "index ", "slice ", "print ", "printf ", "println ", "html ", "js ", "urlquery ", "quote ",
      "default ", "call ", "and ", "or ", "not ", "eq ", "ne ", "lt ", "ge ", "text", "ä",
      "\ud83d\ude00",
      "\udc80", "\ud83d", "\u0000", "\\", "\"", "'", "`");
  private static final List<String> SEEDS = List.of(
      "{{range $i, $e := .l}}{{if eq $e \"p\"}}{{continue}}{{end}}{{$i}}={{$e}};{{else}}-{{end}}",
      "{{define \"t\"}}<{{.}}{{template \"t\" .}}>{{end}}{{template \"t\" .s}}",
      "{{$x := \"a\"}}{{range 1000000}}{{$x = print $x $x}}{{end}}{{len $x}}",
      "{{with $y := .m}}{{$y.k | printf \"%-10s|%5d|%q\" 1 2}}{{else with .s}}{{.}}{{end}}",
      "a {{- /* c */ -}} b {{ (index .l 1) | html | js | quote }} {{ slice .s 1 2 }}{{ .deep }}",
      "{{if and .b (or .e .s) (lt .n 5.5)}}{{.m.k}}{{else if not .f}}{{end}}{{ .big | len }}");

  private static Map<String, Object> data() {
    Object deep = "x";
    for (int i = 0; i < 60; i++) {
      deep = i % 2 == 0 ? List.of(deep, deep) : Map.of("k", deep);
    }
    var cycle = new ArrayList<Object>();
    cycle.add(cycle);
    var data = new HashMap<String, Object>(Map.of("s", "sä\ud83d\ude00\udc80'", "l",
        Arrays.asList("p", null, 2, 1.5, true), "m", Map.of("k", "K", "\u0000", List.of()), "n", 5,
        "f", Double.NaN, "b", true, "e", "", "deep", deep, "cycle", cycle, "big",
        BigInteger.TEN.pow(50)));
    data.put("nul", null);
    data.put("strange", Map.of(1, 2));
    return data;
  }

  private static void check(String text, Map<String, Object> data) {
    try {
      var rendered = Template.parse(text, SMALL).render(data);
      assertThat(rendered.length()).isLessThanOrEqualTo(SMALL.output());
    } catch (TemplateException e) {
      assertThat(e.line()).isBetween(1, 1 + (int) text.chars().filter(c -> c == '\n').count());
      assertThat(e.column()).isBetween(1, text.length() + 1);
      assertThat(e.problem()).isNotBlank().doesNotContain("\n");
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("template: " + text, e);
    }
  }

  @Test
  void randomTemplatesAreRenderedOrRefused() {
    var random = new Random(2009);
    var data = data();
    for (int i = 0; i < 15_000; i++) {
      var text = new StringBuilder();
      for (int count = random.nextInt(20); count >= 0; count--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      check(text.toString(), data);
    }
  }

  @Test
  void randomActionsAreRenderedOrRefused() {
    var random = new Random(1969);
    var data = data();
    for (int i = 0; i < 15_000; i++) {
      var text = new StringBuilder("{{$x := .s}}{{");
      for (int count = random.nextInt(8); count >= 0; count--) {
        text.append(PIECES.get(29 + random.nextInt(PIECES.size() - 29))).append(' ');
      }
      check(text.append("}}").toString(), data);
    }
  }

  @Test
  void mutatedTemplatesAreRenderedOrRefused() {
    var random = new Random(4242);
    var data = data();
    for (int i = 0; i < 8_000; i++) {
      var text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
      for (int count = random.nextInt(4); count >= 0 && !text.isEmpty(); count--) {
        int from = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.delete(from, from + random.nextInt(5));
          case 1 -> text.insert(from, PIECES.get(random.nextInt(PIECES.size())));
          default -> text.insert(from, text.substring(random.nextInt(from + 1), from));
        }
      }
      check(text.toString(), data);
    }
  }
}
