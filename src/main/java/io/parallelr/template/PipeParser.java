package io.parallelr.template;

import io.parallelr.template.Node.Command;
import io.parallelr.template.Node.Operand;
import io.parallelr.template.Node.Pipe;
import io.parallelr.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Reads pipelines: `$x := .list | len`, and what is in them.
final class PipeParser {
  private final Tokens tokens;
  private final Literals literals;
  private final Declared declared;

  PipeParser(Tokens tokens, Literals literals, Declared declared) {
    this.tokens = tokens;
    this.literals = literals;
    this.declared = declared;
  }

  /// Reads a pipeline and the token that ends it.
  ///
  /// @param where what it is in, for messages
  /// @param end the kind of that token
  /// @param most variables that it may declare or assign
  Pipe pipe(String where, Kind end, int most) throws TemplateException {
    int offset = tokens.peekPastSpace().offset();
    var variables = new ArrayList<Token>();
    boolean assigns = variables(variables, where, most);
    var commands = new ArrayList<Command>();
    do {
      var first = tokens.peekPastSpace();
      if (first.is(end) || first.is(Kind.PIPE)) {
        throw tokens.error(first.offset(), "a value is missing in " + where);
      }
      commands.add(command(where, commands.isEmpty()));
    } while (goesOn(where, end));
    for (var variable : variables) {
      if (assigns && !declared.has(variable.text())) {
        throw undefined(variable);
      }
    }
    var names = variables.stream().map(Token::text).toList();
    declared.add(names);
    return new Pipe(offset, names, assigns, List.copyOf(commands));
  }

  /// Reads the variables at the start, and the sign after them.
  ///
  /// @return whether they are assigned, not declared
  private boolean variables(List<Token> variables, String where, int most)
      throws TemplateException {
    while (tokens.peekPastSpace().is(Kind.VARIABLE)) {
      var sign = tokens.following().kind();
      boolean more = sign == Kind.COMMA;
      if (!more && sign != Kind.DECLARE && sign != Kind.ASSIGN) {
        break;
      }
      variables.add(tokens.next());
      if (variables.size() > most || (more && variables.size() == most)) {
        throw tokens.error(variables.getLast().offset(), "too many variables in " + where);
      }
      tokens.nextPastSpace();
      if (!more) {
        return sign == Kind.ASSIGN;
      }
    }
    if (!variables.isEmpty()) {
      throw tokens.unexpected(tokens.peekPastSpace(), where);
    }
    return false;
  }

  private boolean goesOn(String where, Kind end) throws TemplateException {
    var token = tokens.nextPastSpace();
    if (token.is(Kind.PIPE) || token.is(end)) {
      return token.is(Kind.PIPE);
    }
    throw end == Kind.CLOSE && token.is(Kind.RIGHT)
        ? tokens.error(token.offset(), "a \")\" is missing")
        : tokens.unexpected(token, where);
  }

  private Command command(String where, boolean isFirst) throws TemplateException {
    var operands = new ArrayList<Operand>();
    do {
      operands.add(operand(where));
    } while (separated());
    var first = operands.getFirst();
    if (!isFirst && (first instanceof Operand.Literal || first instanceof Operand.Dot)) {
      throw tokens.error(first.offset(), "only a function can take the value before \"|\"");
    }
    return new Command(first, List.copyOf(operands.subList(1, operands.size())));
  }

  /// Whether a space and another operand follow.
  private boolean separated() {
    if (!tokens.peek().is(Kind.SPACE)) {
      return false;
    }
    return switch (tokens.peekPastSpace().kind()) {
      case PIPE, RIGHT, CLOSE -> false;
      default -> true;
    };
  }

  private Operand operand(String where) throws TemplateException {
    var start = start(where);
    var keys = new ArrayList<Node.Key>();
    while (tokens.peek().is(Kind.FIELD)) {
      var field = tokens.next();
      keys.add(new Node.Key(field.offset(), field.text().substring(1)));
    }
    if (keys.isEmpty()) {
      return start;
    }
    if (start instanceof Operand.Literal || start instanceof Operand.Dot) {
      throw tokens.error(keys.getFirst().offset(),
          "\"." + keys.getFirst().name() + "\" cannot follow a constant or \".\"");
    }
    return new Operand.Lookup(start, List.copyOf(keys));
  }

  private Operand start(String where) throws TemplateException {
    var token = tokens.next();
    int offset = token.offset();
    return switch (token.kind()) {
      case DOT -> new Operand.Dot(offset);
      case FIELD -> lookup(token);
      case VARIABLE -> {
        if (!declared.has(token.text())) {
          throw undefined(token);
        }
        yield new Operand.Variable(offset, token.text());
      }
      case NAME -> {
        if (!Functions.exists(token.text())) {
          throw tokens.error(offset,
              "function " + Source.shown(token.text()) + " is not defined");
        }
        yield new Operand.Function(offset, token.text());
      }
      case CONSTANT -> new Operand.Literal(offset, token.text().equals("nil")
          ? new Value.Nil()
          : new Value.Bool(token.text().equals("true")));
      case NUMBER -> new Operand.Literal(offset, literals.number(token));
      case STRING -> new Operand.Literal(offset, new Value.Text(literals.text(token)));
      case OPEN -> {
        tokens.enter(token);
        var pipe = pipe("a parenthesis", Kind.CLOSE, 1);
        tokens.leave();
        yield new Operand.Group(offset, pipe);
      }
      default -> throw tokens.unexpected(token, where);
    };
  }

  /// `.a.b`: keys of the dot.
  private Operand lookup(Token first) {
    var keys = new ArrayList<Node.Key>();
    keys.add(new Node.Key(first.offset(), first.text().substring(1)));
    while (tokens.peek().is(Kind.FIELD)) {
      var field = tokens.next();
      keys.add(new Node.Key(field.offset(), field.text().substring(1)));
    }
    return new Operand.Lookup(new Operand.Dot(first.offset()), List.copyOf(keys));
  }

  private TemplateException undefined(Token variable) {
    return tokens.error(variable.offset(), "variable " + variable.text() + " is not defined");
  }
}
