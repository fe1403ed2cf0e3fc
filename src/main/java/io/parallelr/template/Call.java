package io.parallelr.template;

import java.math.BigInteger;
import java.util.List;

/// A call of a function, with as many arguments as it takes.
record Call(String function, int offset, List<Value> arguments, Meter meter) {

  Value first() {
    return arguments.getFirst();
  }

  List<Value> rest() {
    return arguments.subList(1, arguments.size());
  }

  /// Text for the result.
  Output output() {
    return new Output(meter, offset);
  }

  TemplateException fail(String problem) {
    return meter.error(offset, function + ": " + problem);
  }

  /// An index into something.
  ///
  /// @param most the highest one that is permitted
  int index(Value value, int most) throws TemplateException {
    if (!(value instanceof Value.Int(var number))) {
      throw fail(value.kind() + " is not an index");
    }
    if (number.signum() < 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw fail("index " + shortened(number) + " is out of range");
    }
    return number.intValue();
  }

  private static String shortened(BigInteger number) {
    return number.bitLength() < 64 ? number.toString() : "beyond 64 bits";
  }
}
