package io.parallelr.template;

import io.parallelr.template.Node.Branch;
import io.parallelr.template.Node.Pipe;
import io.parallelr.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the nodes of a template out of its tokens.
final class Parser {
  private enum Ending {
    END, ELSE, TEMPLATE
  }

  private record Body(List<Node> nodes, Ending ending) {}

  private final Tokens tokens;
  private final Literals literals;
  private final Map<String, List<Node>> templates;
  private final Declared declared = new Declared();
  private final PipeParser pipes;
  private int loops;

  private Parser(Tokens tokens, Literals literals, Map<String, List<Node>> templates) {
    this.tokens = tokens;
    this.literals = literals;
    this.templates = templates;
    pipes = new PipeParser(tokens, literals, declared);
  }

  /// What a text defines.
  ///
  /// @param main what is rendered
  /// @param templates the others, by their names
  record Parsed(List<Node> main, Map<String, List<Node>> templates) {}

  static Parsed parse(Source source, Limits limits) throws TemplateException {
    if (source.text().length() > limits.text()) {
      throw source.error(0, "the template is longer than " + limits.text() + " characters");
    }
    var templates = new HashMap<String, List<Node>>();
    var parser = new Parser(new Tokens(source, limits), new Literals(source), templates);
    return new Parsed(parser.main(), Map.copyOf(templates));
  }

  private List<Node> main() throws TemplateException {
    var nodes = new ArrayList<Node>();
    while (true) {
      var opening = tokens.peek();
      if (opening.is(Kind.LEFT) && tokens.following().is(Kind.KEYWORD, "define")) {
        tokens.next();
        define(tokens.nextPastSpace());
        continue;
      }
      var ending = node(nodes);
      if (ending.isEmpty()) {
        continue;
      }
      return switch (ending.get()) {
        case TEMPLATE -> List.copyOf(nodes);
        case END -> throw tokens.error(opening.offset(), "unexpected {{end}}: no block is open");
        case ELSE -> throw tokens.error(opening.offset(), "unexpected {{else}}: no block is open");
      };
    }
  }

  /// Reads up to the `end` or `else` of a block.
  private Body body(Token keyword) throws TemplateException {
    tokens.enter(keyword);
    int begun = declared.begin();
    var nodes = new ArrayList<Node>();
    var ending = node(nodes);
    while (ending.isEmpty()) {
      ending = node(nodes);
    }
    if (ending.get() == Ending.TEMPLATE) {
      throw tokens.error(keyword.offset(), "{{" + keyword.text() + "}} has no {{end}}");
    }
    declared.end(begun);
    tokens.leave();
    return new Body(List.copyOf(nodes), ending.get());
  }

  /// Reads a body after which no `else` can come.
  private List<Node> last(Token keyword) throws TemplateException {
    var body = body(keyword);
    if (body.ending() == Ending.ELSE) {
      throw tokens.error(keyword.offset(),
          "{{" + keyword.text() + "}} cannot be followed by this {{else}}");
    }
    return body.nodes();
  }

  /// Reads one node into a list, or the end of the list.
  private Optional<Ending> node(List<Node> nodes) throws TemplateException {
    var token = tokens.next();
    switch (token.kind()) {
      case END -> {
        return Optional.of(Ending.TEMPLATE);
      }
      case TEXT -> nodes.add(new Node.Text(token.offset(), token.text()));
      default -> {
        var keyword = tokens.peekPastSpace();
        if (!keyword.is(Kind.KEYWORD)) {
          nodes.add(new Node.Action(pipes.pipe("an action", Kind.RIGHT, 1)));
        } else {
          tokens.next();
          return keyword(keyword, nodes);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Ending> keyword(Token keyword, List<Node> nodes) throws TemplateException {
    switch (keyword.text()) {
      case "end" -> {
        tokens.close("{{end}}");
        return Optional.of(Ending.END);
      }
      case "else" -> {
        return Optional.of(Ending.ELSE); // what follows depends on the block
      }
      case "if", "with" -> nodes.add(condition(keyword));
      case "range" -> nodes.add(range(keyword));
      case "template" -> nodes.add(invoke(keyword));
      case "block" -> nodes.add(block(keyword));
      case "break", "continue" -> nodes.add(jump(keyword));
      default -> throw tokens.error(keyword.offset(),
          "{{" + keyword.text() + "}} cannot be inside of another block");
    }
    return Optional.empty();
  }

  private Node condition(Token keyword) throws TemplateException {
    int begun = declared.begin();
    var branches = new ArrayList<Branch>();
    List<Node> otherwise = List.of();
    while (true) {
      var pipe = pipes.pipe("{{" + keyword.text() + "}}", Kind.RIGHT, 1);
      var body = body(keyword);
      branches.add(new Branch(pipe, body.nodes()));
      if (body.ending() == Ending.END) {
        break;
      }
      var next = tokens.peekPastSpace();
      if (!next.is(Kind.KEYWORD, keyword.text())) {
        tokens.close("{{else}}");
        otherwise = last(keyword);
        break;
      }
      tokens.next();
    }
    declared.end(begun);
    return new Node.Condition(List.copyOf(branches), otherwise, keyword.text().equals("with"));
  }

  private Node range(Token keyword) throws TemplateException {
    int begun = declared.begin();
    var pipe = pipes.pipe("{{range}}", Kind.RIGHT, 2);
    loops++;
    var body = body(keyword);
    loops--;
    List<Node> otherwise = List.of();
    if (body.ending() == Ending.ELSE) {
      tokens.close("{{else}}");
      otherwise = last(keyword);
    }
    declared.end(begun);
    return new Node.Range(pipe, body.nodes(), otherwise);
  }

  private Node jump(Token keyword) throws TemplateException {
    tokens.close("{{" + keyword.text() + "}}");
    if (loops == 0) {
      throw tokens.error(keyword.offset(), "{{" + keyword.text() + "}} is not inside of {{range}}");
    }
    return keyword.text().equals("break")
        ? new Node.Break(keyword.offset())
        : new Node.Continue(keyword.offset());
  }

  private Node invoke(Token keyword) throws TemplateException {
    var name = name(keyword);
    if (tokens.peekPastSpace().is(Kind.RIGHT)) {
      tokens.next();
      return new Node.Invoke(name.offset(), literals.text(name), Optional.empty());
    }
    return new Node.Invoke(name.offset(), literals.text(name), Optional.of(argument(keyword)));
  }

  private Pipe argument(Token keyword) throws TemplateException {
    return pipes.pipe("{{" + keyword.text() + "}}", Kind.RIGHT, 1);
  }

  private Token name(Token keyword) throws TemplateException {
    var name = tokens.nextPastSpace();
    if (!name.is(Kind.STRING)) {
      throw tokens.error(name.offset(),
          "{{" + keyword.text() + "}} needs the name of a template, in quotes");
    }
    return name;
  }

  private Node block(Token keyword) throws TemplateException {
    var name = name(keyword);
    var argument = argument(keyword);
    define(name, keyword);
    return new Node.Invoke(name.offset(), literals.text(name), Optional.of(argument));
  }

  private void define(Token keyword) throws TemplateException {
    var name = name(keyword);
    tokens.close("{{define}}");
    define(name, keyword);
  }

  /// Reads a template of its own, which has no variable of the one around it.
  private void define(Token name, Token keyword) throws TemplateException {
    var nodes = new Parser(tokens, literals, templates).last(keyword);
    var text = literals.text(name);
    if (isEmpty(nodes)) {
      templates.putIfAbsent(text, nodes);
    } else if (isEmpty(templates.getOrDefault(text, List.of()))) {
      templates.put(text, nodes);
    } else {
      throw tokens.error(name.offset(), "template " + Source.shown(text) + " is defined twice");
    }
  }

  /// Whether a template has nothing but white space: such a definition gives way to another.
  private static boolean isEmpty(List<Node> nodes) {
    return nodes.stream()
        .allMatch(node -> node instanceof Node.Text(_, var text)
            && text.chars().allMatch(c -> " \t\r\n".indexOf(c) >= 0));
  }
}
