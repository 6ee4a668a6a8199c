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

  static Stmt.Body parse(Source source) {
    TemplateParser parser = new TemplateParser(source);
    List<Stmt> statements = parser.statements(Set.of());
    parser.context.finish();
    return new Stmt.Body(statements, parser.context.frame());
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

  /** A body in a frame of its own, in which the named parameters are known. */
  private Stmt.Body scope(String end) {
    return scope(end, context.beginFrame());
  }

  private Stmt.Body scope(String end, NameFrame frame) {
    context.resume(frame);
    List<Stmt> statements = body(end);
    context.resume(outer(frame));
    return new Stmt.Body(statements, frame);
  }

  private static NameFrame outer(NameFrame frame) {
    NameFrame outer = frame.outer();
    if (outer == null) {
      throw new IllegalStateException("the frame of the template has no outer one");
    }
    return outer;
  }

  /** A body that compiles to a function in jinja2, so that no loop can be left from inside. */
  private Stmt.Body function(String end, NameFrame frame) {
    int outside = context.loops();
    context.loops(0);
    Stmt.Body body = scope(end, frame);
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
      case "generation" ->
          body.add(new Stmt.Generation(function("endgeneration", context.beginFrame())));
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
    NameFrame frame = context.beginFrame();
    context.parameter("loop");
    parameters(target);
    Expr test = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    int outside = context.loops();
    context.loops(outside + 1);
    List<Stmt> statements = bodyUntil(Set.of("endfor", "else"));
    context.loops(outside);
    context.resume(outer(frame));
    Stmt.Body body = new Stmt.Body(statements, frame);
    Stmt.Body otherwise = new Stmt.Body(List.of(), frame);
    if (tokens.next().isName("else")) {
      otherwise = scope("endfor");
    }
    return new Stmt.For(target, iterable, test, body, otherwise, recursive, at);
  }

  private void parameters(Stmt.Target target) {
    switch (target) {
      case Stmt.NameTarget name -> context.parameter(name.name());
      case Stmt.TupleTarget tuple -> tuple.items().forEach(this::parameters);
      case Stmt.AttributeTarget attribute -> context.read(attribute.namespace());
    }
  }

  private void assign(Stmt.Target target) {
    switch (target) {
      case Stmt.NameTarget name -> context.assign(name.name());
      case Stmt.TupleTarget tuple -> tuple.items().forEach(this::assign);
      case Stmt.AttributeTarget attribute -> context.read(attribute.namespace());
    }
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
      context.frame().enterBranch();
      branches.add(new Stmt.Branch(test, bodyUntil(ends)));
      Token end = tokens.next();
      if (end.isName("elif")) {
        context.frame().leaveBranch();
      } else {
        List<Stmt> otherwise = end.isName("else") ? body("endif") : List.of();
        context.frame().leaveBranch();
        return new Stmt.If(List.copyOf(branches), otherwise);
      }
    }
  }

  private Stmt set(int at) {
    Stmt.Target target = target(true);
    if (tokens.skipOperator("=")) {
      Expr value = expressions.tuple(true, false);
      assign(target);
      return new Stmt.Assign(target, value, at);
    }
    assign(target);
    List<Expr.FilterCall> filters = new ArrayList<>();
    while (tokens.skipOperator("|")) {
      filters.add(expressions.filter());
    }
    return new Stmt.AssignBlock(target, List.copyOf(filters), scope("endset"), at);
  }

  private Stmt macro(int at) {
    String name = tokens.expect(Kind.NAME, "the name of the macro").text();
    context.assign(name);
    context.beginMacro();
    NameFrame frame = context.beginFrame();
    List<Stmt.Parameter> parameters = parameters();
    return definition(name, parameters, "endmacro", frame, at);
  }

  private Stmt.MacroDefinition definition(
      String name, List<Stmt.Parameter> parameters, String end, NameFrame frame, int at) {
    for (String implicit : List.of("caller", "kwargs", "varargs")) {
      frame.parameter(implicit);
    }
    Stmt.Body body = function(end, frame);
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
      context.parameter(name.text());
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
    NameFrame frame = context.beginFrame();
    List<Stmt.Parameter> parameters = tokens.current().isOperator("(") ? parameters() : List.of();
    context.resume(outer(frame));
    int callAt = tokens.current().at();
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw source.syntax("'call' needs a call of a macro", callAt);
    }
    context.beginMacro();
    return new Stmt.CallBlock(definition("caller", parameters, "endcall", frame, at), call, at);
  }

  private Stmt filterBlock(int at) {
    List<Expr.FilterCall> filters = new ArrayList<>(List.of(expressions.filter()));
    while (tokens.skipOperator("|")) {
      filters.add(expressions.filter());
    }
    return new Stmt.FilterBlock(List.copyOf(filters), scope("endfilter"), at);
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
    NameFrame frame = context.beginFrame();
    bindings.forEach(binding -> parameters(binding.target()));
    return new Stmt.With(List.copyOf(bindings), scope("endwith", frame));
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
      return new Stmt.AttributeTarget(token.text(), attribute.text(), token.at());
    }
    return new Stmt.NameTarget(token.text(), token.at());
  }
}
