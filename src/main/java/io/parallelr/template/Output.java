package io.parallelr.template;

/// Text that is being made, of limited length.
final class Output {
  private final StringBuilder text = new StringBuilder();
  private final Meter meter;
  private int offset;

  /// @param offset the place in the template that errors name
  Output(Meter meter, int offset) {
    this.meter = meter;
    this.offset = offset;
  }

  /// Makes errors name another place.
  Output at(int place) {
    offset = place;
    return this;
  }

  Output append(String piece) throws TemplateException {
    reserve(piece.length());
    text.append(piece);
    return this;
  }

  Output append(char piece) throws TemplateException {
    reserve(1);
    text.append(piece);
    return this;
  }

  Output repeat(char piece, int count) throws TemplateException {
    if (count > 0) {
      reserve(count);
      text.repeat(piece, count);
    }
    return this;
  }

  private void reserve(int length) throws TemplateException {
    int limit = meter.limits().output();
    if (length > limit - text.length()) {
      throw meter.error(offset, "the text is longer than " + limit + " characters");
    }
    meter.spend(offset, length);
  }

  /// Fails if a value is nested too deeply to be printed.
  void checkDepth(int depth) throws TemplateException {
    int limit = meter.limits().data();
    if (depth > limit) {
      throw meter.error(offset,
          "the value has more than " + limit + " lists and maps inside each other");
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
