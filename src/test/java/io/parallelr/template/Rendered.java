package io.parallelr.template;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Renders templates with the data that the tests share.
final class Rendered {
  static final Map<String, Object> DATA = data();

  private Rendered() {}

  private static Map<String, Object> data() {
    var data = new HashMap<String, Object>();
    data.put("nul", null);
    data.put("s", "str");
    data.put("u", "aé\ud83d\ude00");
    data.put("b", true);
    data.put("n", 5);
    data.put("f", 1.5);
    data.put("big", new BigInteger("123456789012345678901234567890"));
    data.put("l", List.of("p", "q"));
    data.put("mixed", Arrays.asList("a", 1, null, true));
    data.put("m", Map.of("k", "K", "a", Map.of("b", 2)));
    data.put("empty", "");
    data.put("el", List.of());
    data.put("em", Map.of());
    data.put("zero", 0);
    data.put("no", false);
    return data;
  }

  static String text(String template) throws TemplateException {
    return Template.parse(template).render(DATA);
  }

  /// The message of the error, found when the template is parsed.
  static String parseError(String template) {
    try {
      Template.parse(template);
    } catch (TemplateException e) {
      return e.toString().replaceFirst("^\\S+: ", "");
    }
    throw new AssertionError("parsed: " + template);
  }

  /// The message of the error, found when the template is rendered.
  static String renderError(String template) throws TemplateException {
    var parsed = Template.parse(template);
    try {
      parsed.render(DATA);
    } catch (TemplateException e) {
      return e.toString().replaceFirst("^\\S+: ", "");
    }
    throw new AssertionError("rendered: " + template);
  }
}
