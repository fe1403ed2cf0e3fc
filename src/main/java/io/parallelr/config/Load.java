package io.parallelr.config;

import java.math.BigDecimal;
import java.util.function.IntSupplier;

/// A load average, or a share of the CPUs such as `80%`.
///
/// @param cpus how many can be used
record Load(IntSupplier cpus) implements Kind<Double> {
  private static final double MOST = 100_000;

  @Override
  public Double parse(String text) {
    boolean isShare = text.endsWith("%");
    double number = new BigDecimal(isShare ? text.substring(0, text.length() - 1).strip() : text)
        .doubleValue();
    double load = isShare ? number * cpus.getAsInt() / 100 : number;
    return Kind.inRange(load >= 0 && load <= MOST, load);
  }

  @Override
  public String expected() {
    return "a load average such as 4, or a share of the CPUs such as 80%";
  }
}
