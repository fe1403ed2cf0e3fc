package io.parallelr.config;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Shares of time in percent, by resource: `40` for all, or `cpu:80,memory:10,io:20`.
record Pressure() implements Kind<Map<String, Double>> {
  private static final List<String> RESOURCES = List.of("cpu", "memory", "io");
  private static final int ALL = 100;

  @Override
  public Map<String, Double> parse(String text) {
    var limits = new LinkedHashMap<String, Double>();
    for (var part : text.split(",", -1)) {
      int colon = part.indexOf(':');
      double percent = new BigDecimal(part.substring(colon + 1).strip().replaceFirst("%$", ""))
          .doubleValue();
      var resource = part.substring(0, Math.max(0, colon)).strip();
      Kind.inRange(percent >= 0 && percent <= ALL, percent);
      if (colon < 0) {
        RESOURCES.forEach(r -> limits.put(r, percent));
      } else {
        limits.put(Kind.inRange(RESOURCES.contains(resource), resource), percent);
      }
    }
    return Map.copyOf(limits);
  }

  @Override
  public String show(Map<String, Double> limits) {
    return RESOURCES.stream()
        .filter(limits::containsKey)
        .map(r -> "%s:%s".formatted(r, limits.get(r)))
        .collect(Collectors.joining(","));
  }

  @Override
  public String expected() {
    return "a share in percent such as 40, or one for each resource such as cpu:80,memory:10,io:20";
  }
}
