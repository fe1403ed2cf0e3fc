package io.parallelr.shell;

import io.parallelr.shell.ShellWord.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Puts variables into the text of a shell so that their values stay data, whatever characters they
/// have: each is referred to with the quotes that are right for the place where it stands. Values
/// themselves can be put in as well, each as its place asks for. For one text and one thread.
///
/// Knows quotes, comments, command substitution, `case`, the expansion of parameters and
/// here-documents, as POSIX has them (XCU 2.2, 2.3, 2.6, 2.7.4), and `$'...'` and arrays of bash.
/// Refuses a value where no quotes keep it data: in `$'...'`, in arithmetic and in the subscripts of
/// arrays, which bash evaluates; in a here-document whose word is quoted; and where it stands after
/// something that cannot be followed, such as a backslash in backticks. What a command does with its
/// arguments, such as `eval`, `sh -c`, `let` or `[[ -eq ]]`, is its own affair.
public final class ShellText {
  /// Stands for a value in the text; no text of a shell has it.
  static final char VALUE = '\0';
  private static final Pattern NAME_BEFORE = Pattern.compile("\\$[\\w@*#?$!-]+\\z");

  private final StringBuilder text = new StringBuilder();
  private final Deque<Place> places = new ArrayDeque<>();
  private final HereDocuments documents = new HereDocuments();
  private final ShellWord word = new ShellWord();
  private boolean isEscaped;
  private boolean isEscapedInBackticks;
  private boolean isDollar; // one that begins an expansion came before
  private char before = ' ';
  private Optional<String> unclear = Optional.empty();

  public ShellText() {
    places.push(new Place(Place.Kind.BARE, 0));
  }

  /// A value cannot be put where it is to stand. The message says why, as a sentence without its
  /// full stop.
  public static final class ImpossibleException extends Exception {
    private static final long serialVersionUID = 1;

    ImpossibleException(String message) {
      super(message);
    }
  }

  /// Adds text as it is.
  public ShellText literal(String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      text.append(c);
      read(c);
      before = c;
    }
    return this;
  }

  private Place.Kind kind() {
    return places.element().kind();
  }

  private boolean isIn(Place.Kind kind) {
    return places.stream().anyMatch(place -> place.kind() == kind);
  }

  private void enter(Place.Kind kind) {
    places.push(new Place(kind, text.length()));
    word.begin();
  }

  /// Leaves all places up to the innermost of a kind.
  private void leave(Place.Kind kind) {
    while (places.pop().kind() != kind) {
      // within it
    }
  }

  private void read(char c) {
    if (documents.isInside() && documents.readBody(c)) {
      if (isIn(Place.Kind.DOCUMENT)) {
        leave(Place.Kind.DOCUMENT);
      }
      isEscaped = false;
      isDollar = false;
      word.begin();
      enterDocument();
      return;
    }
    if (documents.isQuoted()) {
      return;
    }
    boolean wasDollar = isDollar;
    isDollar = false;
    if (isIn(Place.Kind.BACKTICKS) && readInBackticks(c)) {
      return;
    }
    if (isEscaped) {
      isEscaped = false;
      if (c != '\n') { // which continues the line
        word.goOn();
      }
      return;
    }
    switch (kind()) {
      case BARE, PARENTHESES, DOLLAR_PARENTHESES, ARITHMETIC, BACKTICKS, CASE ->
        readBare(c, wasDollar);
      case BRACE -> readBrace(c, wasDollar);
      case SINGLE -> leaveAt('\'', c);
      case DOLLAR_SINGLE -> {
        isEscaped = c == '\\';
        leaveAt('\'', c);
      }
      case DOUBLE, DOCUMENT, BRACE_IN_DOUBLE -> readDouble(c, wasDollar);
      case COMMENT -> {
        if (c == '\n') {
          var _ = places.pop();
          readBare(c, false);
        }
      }
    }
  }

  /// A backtick ends what is in backticks even within quotes, and a backslash comes first.
  ///
  /// @return whether the character is dealt with
  private boolean readInBackticks(char c) {
    if (isEscapedInBackticks) {
      isEscapedInBackticks = false;
    } else if (c == '\\') {
      isEscapedInBackticks = true;
      places.stream()
          .filter(place -> place.kind() == Place.Kind.BACKTICKS)
          .forEach(Place::setUnclear);
    } else if (c == '`') {
      leave(Place.Kind.BACKTICKS);
      isEscaped = false;
      word.goOn();
      return true;
    }
    return false;
  }

  private void leaveAt(char end, char c) {
    if (c == end) {
      var _ = places.pop();
    }
  }

  private boolean readExpansion(char c, boolean wasDollar) {
    if (c == '\\') {
      isEscaped = true;
    } else if (c == '$') {
      isDollar = !wasDollar;
      word.add(c);
    } else if (c == '`') {
      enter(Place.Kind.BACKTICKS);
    } else if (wasDollar && c == '(') {
      enter(Place.Kind.DOLLAR_PARENTHESES);
    } else if (wasDollar && c == '[') {
      unclear = Optional.of("what follows $[ cannot be told; write $((...))");
    } else if (wasDollar && c == '{') {
      boolean isQuoted = kind() == Place.Kind.DOUBLE || kind() == Place.Kind.DOCUMENT
          || kind() == Place.Kind.BRACE_IN_DOUBLE;
      enter(isQuoted ? Place.Kind.BRACE_IN_DOUBLE : Place.Kind.BRACE);
    } else {
      return false;
    }
    return true;
  }

  private void readDouble(char c, boolean wasDollar) {
    if (readExpansion(c, wasDollar)) {
      return;
    }
    switch (kind()) {
      case DOUBLE -> leaveAt('"', c);
      case BRACE_IN_DOUBLE -> {
        if (c == '"') {
          enter(Place.Kind.DOUBLE);
        } else if (c == '\'') {
          unclear = Optional.of("what follows a ' in \"${...}\" cannot be told; use a variable");
        } else {
          leaveAt('}', c);
        }
      }
      default -> {
        // a document, which its last line ends
      }
    }
  }

  private void readBrace(char c, boolean wasDollar) {
    if (readExpansion(c, wasDollar) || readQuote(c, wasDollar)) {
      return;
    }
    leaveAt('}', c);
    word.goOn();
  }

  private boolean readQuote(char c, boolean wasDollar) {
    if (c == '\'') {
      word.add(c);
      places.push(new Place(wasDollar ? Place.Kind.DOLLAR_SINGLE : Place.Kind.SINGLE, 0));
    } else if (c == '"') {
      word.add(c);
      places.push(new Place(Place.Kind.DOUBLE, 0));
    } else {
      return false;
    }
    return true;
  }

  private void readBare(char c, boolean wasDollar) {
    if (!isIn(Place.Kind.ARITHMETIC)) {
      if (isIn(Place.Kind.DOCUMENT)) {
        if (c == '<' && before == '<') {
          unclear = Optional.of("what follows << in a here-document cannot be told");
        }
      } else if (documents.takes(c)) {
        return;
      }
    }
    if (c == '#' && word.isStart() && kind() != Place.Kind.ARITHMETIC) {
      places.push(new Place(Place.Kind.COMMENT, 0));
      return;
    }
    if (readExpansion(c, wasDollar) || readQuote(c, wasDollar)) {
      return;
    }
    if (ShellWord.ends(c)) {
      word.end().ifPresent(this::reserved);
    }
    if (c == '(') {
      boolean isSecond = before == '(' && places.element().isAt(text.length() - 1);
      enter(isSecond ? Place.Kind.ARITHMETIC : Place.Kind.PARENTHESES);
    } else if (c == ')') {
      close();
    } else {
      word.add(c);
    }
    if (c == '\n') {
      documents.lineEnds();
      enterDocument();
    }
  }

  private void enterDocument() {
    if (documents.isInside() && !documents.isQuoted()) {
      enter(Place.Kind.DOCUMENT);
    }
  }

  private void reserved(ShellWord.Reserved reserved) {
    if (reserved == ShellWord.Reserved.CASE) {
      places.push(new Place(Place.Kind.CASE, 0));
    } else if (kind() == Place.Kind.CASE) {
      var _ = places.pop();
    }
  }

  private void close() {
    switch (kind()) {
      case PARENTHESES, ARITHMETIC -> {
        var _ = places.pop();
        word.begin();
      }
      case DOLLAR_PARENTHESES -> {
        var _ = places.pop();
        word.goOn();
      }
      default -> word.begin(); // the end of a pattern
    }
  }

  /// Adds a reference to a variable.
  ///
  /// @param name of letters, digits and underscores
  public ShellText variable(String name) throws ImpossibleException {
    if (kind() == Place.Kind.COMMENT) {
      text.append(name);
      return this;
    }
    requirePossible();
    var plain = "${" + name + '}';
    if (isDollar) {
      text.insert(text.length() - 1, '\\'); // it is text, as no expansion begins
    }
    var escape = isEscaped ? "\\" : "";
    text.append(switch (kind()) {
      case SINGLE -> "'\"" + plain + "\"'";
      case DOUBLE, DOCUMENT -> escape + plain;
      case BRACE_IN_DOUBLE -> escape + (isPattern(places.element()) ? '"' + plain + '"' : plain);
      default -> escape + '"' + plain + '"';
    });
    valueEnds();
    return this;
  }

  private void valueEnds() {
    documents.value();
    isEscaped = false;
    isDollar = false;
    word.goOn();
    before = '}';
  }

  /// Adds a place for a value, which [#VALUE] marks in the text.
  ///
  /// @return how the value is to be written there
  Quoting value() throws ImpossibleException {
    if (kind() == Place.Kind.COMMENT) {
      text.append(VALUE);
      return new Quoting(List.of(Quoting.Step.COMMENT));
    }
    requirePossible();
    requireNoneWithinText();
    if (isDollar) {
      text.insert(text.length() - 1, '\\'); // it is text, as no expansion begins
    } else if (isEscaped && kind() != Place.Kind.SINGLE) {
      text.append('\\');
    }
    var steps = new ArrayList<Quoting.Step>();
    steps.add(switch (kind()) {
      case SINGLE -> Quoting.Step.SINGLE;
      case DOUBLE -> isBehindName() ? Quoting.Step.DOUBLE_BEHIND_NAME : Quoting.Step.DOUBLE;
      case DOCUMENT -> Quoting.Step.DOCUMENT;
      default -> Quoting.Step.BARE;
    });
    if (isIn(Place.Kind.BACKTICKS)) {
      steps.add(Quoting.Step.BACKTICKS);
    }
    text.append(VALUE);
    valueEnds();
    return new Quoting(steps);
  }

  private boolean isBehindName() {
    return NAME_BEFORE.matcher(text).find();
  }

  /// Where a variable can be referred to, but its value cannot be written.
  private void requireNoneWithinText() throws ImpossibleException {
    if (isIn(Place.Kind.BRACE_IN_DOUBLE)) {
      throw new ImpossibleException("it cannot stand in \"${...}\"; set a variable before");
    }
    if (isIn(Place.Kind.DOCUMENT) && kind() != Place.Kind.DOCUMENT) {
      throw new ImpossibleException(
          "it cannot stand in an expansion of a here-document; set a variable before");
    }
  }

  int length() {
    return text.length();
  }

  private boolean isPattern(Place brace) {
    return brace.contents(text).matches("(?s)\\w+[#%].*");
  }

  private void requirePossible() throws ImpossibleException {
    documents.requireExpansion();
    if (kind() == Place.Kind.DOLLAR_SINGLE) {
      throw new ImpossibleException("nothing is expanded in $'...'; write '...' or \"...\"");
    }
    if (isIn(Place.Kind.ARITHMETIC) || word.isSubscript()) {
      throw new ImpossibleException(
          "the shell would evaluate it in arithmetic and subscripts; set a variable and check it");
    }
    for (var place : places) {
      place.requirePossible(text, isDollar);
    }
    if (unclear.isPresent()) {
      throw new ImpossibleException(unclear.get());
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
