package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jackfield.chattemplate.Token.Kind;

/** Parses the statements of a template, as jinja2 3.1 {@code parser.py} does. */
final class TemplateParser {
  private final TokenStream tokens;
  private final Source source;
  private final ParseContext context;
  private final ExpressionParser expressions;

  private TemplateParser(Source source) {
    this.source = source;
    this.tokens = Lexer.tokenize(source);
    this.context = new ParseContext(source);
    this.expressions = new ExpressionParser(tokens, context);
  }

  static List<Stmt> parse(Source source) {
    TemplateParser parser = new TemplateParser(source);
    List<Stmt> body = parser.statements(Set.of());
    parser.context.checkCalls();
    return body;
  }

  /** Statements up to a tag that ends them, whose name is then the current token. */
  private List<Stmt> statements(Set<String> ends) {
    context.enter(tokens.current().at());
    int begin = tokens.current().at();
    List<Stmt> body = new ArrayList<>();
    while (!tokens.current().is(Kind.END)) {
      Token token = tokens.next();
      if (token.is(Kind.DATA)) {
        body.add(new Stmt.Data(Text.template(token.text())));
      } else if (token.is(Kind.VARIABLE_BEGIN)) {
        body.add(new Stmt.Output(expressions.tuple(true, false)));
        tokens.expect(Kind.VARIABLE_END, "'}}'");
      } else {
        if (tokens.current().is(Kind.NAME) && ends.contains(tokens.current().text())) {
          context.leave();
          return List.copyOf(body);
        }
        statement(body);
        tokens.expect(Kind.BLOCK_END, "'%}'");
      }
    }
    if (!ends.isEmpty()) {
      throw source.syntax("the block that begins here needs one of " + sorted(ends), begin);
    }
    context.leave();
    return List.copyOf(body);
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  /** The body of a block after its opening tag; the closing tag's name is then consumed. */
  private List<Stmt> body(String end) {
    List<Stmt> body = bodyUntil(Set.of(end));
    tokens.next();
    return body;
  }

  private List<Stmt> bodyUntil(Set<String> ends) {
    tokens.skipOperator(":");
    tokens.expect(Kind.BLOCK_END, "'%}'");
    return statements(ends);
  }

  private List<Stmt> bodyInLoops(String end, int loops) {
    int outside = context.loops();
    context.loops(loops);
    List<Stmt> body = body(end);
    context.loops(outside);
    return body;
  }

  private void statement(List<Stmt> body) {
    Token tag = tokens.expect(Kind.NAME, "the name of a tag");
    int at = tag.at();
    switch (tag.text()) {
      case "for" -> body.add(forLoop(at));
      case "if" -> body.add(ifElse());
      case "set" -> body.add(set(at));
      case "macro" -> body.add(macro(at));
      case "call" -> body.add(callBlock(at));
      case "filter" -> body.add(filterBlock(at));
      case "with" -> body.add(with());
      case "generation" -> body.add(new Stmt.Generation(bodyInLoops("endgeneration", 0)));
      case "print" -> print(body);
      case "break" -> body.add(jump(Stmt.Jump.BREAK, tag));
      case "continue" -> body.add(jump(Stmt.Jump.CONTINUE, tag));
      case "else", "elif", "endif", "endfor", "endset", "endmacro", "endcall", "endfilter" ->
          throw source.syntax("the tag '%s' closes nothing".formatted(tag.text()), at);
      default ->
          throw source.unsupported(
              ("the tag '%s' is not supported here; supported are for, if, set, macro, call, filter,"
                      + " with, generation, print, raw, break and continue")
                  .formatted(tag.text()),
              at);
    }
  }

  private Stmt jump(Stmt.Jump jump, Token tag) {
    if (context.loops() == 0) {
      throw source.syntax("'%s' is outside a loop".formatted(tag.text()), tag.at());
    }
    return jump;
  }

  private void print(List<Stmt> body) {
    boolean first = true;
    while (!tokens.current().is(Kind.BLOCK_END)) {
      if (!first) {
        tokens.expectOperator(",");
      }
      body.add(new Stmt.Output(expressions.expression()));
      first = false;
    }
  }

  private Stmt forLoop(int at) {
    Stmt.Target target = target(false);
    requireNoLoopVariable(target);
    if (!tokens.skipName("in")) {
      throw tokens.unexpected("'in'");
    }
    Expr iterable = expressions.tuple(false, false);
    Expr test = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    int outside = context.loops();
    context.loops(outside + 1);
    List<Stmt> body = bodyUntil(Set.of("endfor", "else"));
    context.loops(outside);
    List<Stmt> otherwise = tokens.next().isName("else") ? body("endfor") : List.of();
    return new Stmt.For(target, iterable, test, body, otherwise, recursive, at);
  }

  private void requireNoLoopVariable(Stmt.Target target) {
    switch (target) {
      case Stmt.NameTarget name -> {
        if (name.name().equals("loop")) {
          throw source.syntax("'loop' cannot be the variable of a loop", name.at());
        }
      }
      case Stmt.TupleTarget tuple -> tuple.items().forEach(this::requireNoLoopVariable);
      case Stmt.AttributeTarget _ -> {}
    }
  }

  private Stmt ifElse() {
    List<Stmt.Branch> branches = new ArrayList<>();
    Set<String> ends = Set.of("elif", "else", "endif");
    while (true) {
      Expr test = expressions.tuple(false, false);
      branches.add(new Stmt.Branch(test, bodyUntil(ends)));
      Token end = tokens.next();
      if (!end.isName("elif")) {
        List<Stmt> otherwise = end.isName("else") ? body("endif") : List.of();
        return new Stmt.If(List.copyOf(branches), otherwise);
      }
    }
  }

  private Stmt set(int at) {
    Stmt.Target target = target(true);
    if (tokens.skipOperator("=")) {
      return new Stmt.Assign(target, expressions.tuple(true, false), at);
    }
    List<Expr.FilterCall> filters = new ArrayList<>();
    while (tokens.skipOperator("|")) {
      filters.add(expressions.filter());
    }
    return new Stmt.AssignBlock(target, List.copyOf(filters), body("endset"), at);
  }

  private Stmt macro(int at) {
    String name = tokens.expect(Kind.NAME, "the name of the macro").text();
    context.define(name);
    return definition(name, true, "endmacro", at);
  }

  private Stmt.MacroDefinition definition(String name, boolean signature, String end, int at) {
    context.beginMacro();
    List<Stmt.Parameter> parameters = signature ? parameters() : List.of();
    List<Stmt> body = bodyInLoops(end, 0);
    Set<String> read = context.endMacro();
    Stmt.Implicit implicit =
        new Stmt.Implicit(
            read.contains("caller"), read.contains("kwargs"), read.contains("varargs"));
    return new Stmt.MacroDefinition(name, parameters, implicit, body, at);
  }

  private List<Stmt.Parameter> parameters() {
    List<Stmt.Parameter> parameters = new ArrayList<>();
    tokens.expectOperator("(");
    boolean defaults = false;
    while (!tokens.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      Token name = tokens.expect(Kind.NAME, "the name of a parameter");
      context.define(name.text());
      Expr value = null;
      if (tokens.skipOperator("=")) {
        value = expressions.expression();
        defaults = true;
      } else if (defaults) {
        throw source.syntax("a parameter without default follows one with default", name.at());
      }
      parameters.add(new Stmt.Parameter(name.text(), value));
    }
    return List.copyOf(parameters);
  }

  private Stmt callBlock(int at) {
    context.beginMacro();
    List<Stmt.Parameter> parameters = tokens.current().isOperator("(") ? parameters() : List.of();
    context.endMacro();
    int callAt = tokens.current().at();
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw source.syntax("'call' needs a call of a macro", callAt);
    }
    Stmt.MacroDefinition body = definition("caller", false, "endcall", at);
    return new Stmt.CallBlock(
        new Stmt.MacroDefinition("caller", parameters, body.implicit(), body.body(), at), call, at);
  }

  private Stmt filterBlock(int at) {
    List<Expr.FilterCall> filters = new ArrayList<>(List.of(expressions.filter()));
    while (tokens.skipOperator("|")) {
      filters.add(expressions.filter());
    }
    return new Stmt.FilterBlock(List.copyOf(filters), body("endfilter"), at);
  }

  private Stmt with() {
    List<Stmt.Binding> bindings = new ArrayList<>();
    while (!tokens.current().is(Kind.BLOCK_END)) {
      if (!bindings.isEmpty()) {
        tokens.expectOperator(",");
      }
      Stmt.Target target = target(false);
      tokens.expectOperator("=");
      bindings.add(new Stmt.Binding(target, expressions.expression()));
    }
    return new Stmt.With(List.copyOf(bindings), body("endwith"));
  }

  private Stmt.Target target(boolean withAttributes) {
    int at = tokens.current().at();
    List<Stmt.Target> items = new ArrayList<>();
    boolean isTuple = false;
    do {
      if (isTuple && tokens.current().isOperator(")")) {
        break;
      }
      items.add(singleTarget(withAttributes));
      isTuple |= tokens.current().isOperator(",");
    } while (tokens.skipOperator(","));
    if (items.isEmpty()) {
      throw tokens.unexpected("a name to assign to");
    }
    return isTuple ? new Stmt.TupleTarget(List.copyOf(items), at) : items.getFirst();
  }

  private Stmt.Target singleTarget(boolean withAttributes) {
    if (tokens.current().isOperator("(")) {
      context.enter(tokens.next().at());
      Stmt.Target inner = target(withAttributes);
      tokens.expectOperator(")");
      context.leave();
      return inner;
    }
    Token token = tokens.expect(Kind.NAME, "a name to assign to");
    if (Set.of("true", "false", "none", "True", "False", "None").contains(token.text())) {
      throw source.syntax("'%s' cannot be assigned to".formatted(token.text()), token.at());
    }
    if (withAttributes && tokens.skipOperator(".")) {
      Token attribute = tokens.expect(Kind.NAME, "the name of an attribute");
      context.read(token.text());
      return new Stmt.AttributeTarget(token.text(), attribute.text(), token.at());
    }
    context.define(token.text());
    return new Stmt.NameTarget(token.text(), token.at());
  }
}
