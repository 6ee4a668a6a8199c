package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jackfield.chattemplate.Expr.ArgumentList;
import org.jackfield.chattemplate.Expr.BinaryOperator;
import org.jackfield.chattemplate.Expr.CompareOperator;
import org.jackfield.chattemplate.Token.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions by recursive descent, one method for each level of precedence, in the order of
 * jinja2 3.1 {@code parser.py} (https://github.com/pallets/jinja).
 */
final class ExpressionParser {
  private final TokenStream tokens;
  private final ParseContext context;

  ExpressionParser(TokenStream tokens, ParseContext context) {
    this.tokens = tokens;
    this.context = context;
  }

  Expr expression() {
    return expression(true);
  }

  Expr expression(boolean withConditional) {
    context.enter(at());
    Expr expr = withConditional ? conditional() : or();
    context.leave();
    return expr;
  }

  private int at() {
    return tokens.current().at();
  }

  /** A tuple without parentheses, or the only expression there is. */
  Expr tuple(boolean withConditional, boolean inParentheses) {
    int at = at();
    List<Expr> items = new ArrayList<>();
    boolean isTuple = false;
    while (true) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (tupleEnds(!items.isEmpty())) {
        break;
      }
      items.add(expression(withConditional));
      if (!tokens.current().isOperator(",")) {
        break;
      }
      isTuple = true;
    }
    if (!isTuple && !items.isEmpty()) {
      return items.getFirst();
    }
    if (items.isEmpty() && !inParentheses) {
      throw tokens.unexpected("an expression");
    }
    return new Expr.TupleLiteral(List.copyOf(items), at);
  }

  private boolean tupleEnds(boolean begun) {
    Token token = tokens.current();
    return token.is(Kind.VARIABLE_END)
        || token.is(Kind.BLOCK_END)
        || token.isOperator(")")
        || (begun && token.isName("recursive"));
  }

  private Expr conditional() {
    int at = at();
    Expr expr = or();
    while (tokens.skipName("if")) {
      Expr test = or();
      Expr otherwise = null;
      if (tokens.skipName("else")) {
        context.enter(at());
        otherwise = conditional();
        context.leave();
      }
      expr = new Expr.Conditional(test, expr, otherwise, at);
    }
    return expr;
  }

  private Expr or() {
    Expr left = and();
    while (tokens.current().isName("or")) {
      int at = tokens.next().at();
      left = new Expr.Or(left, and(), at);
    }
    return left;
  }

  private Expr and() {
    Expr left = not();
    while (tokens.current().isName("and")) {
      int at = tokens.next().at();
      left = new Expr.And(left, not(), at);
    }
    return left;
  }

  private Expr not() {
    if (!tokens.current().isName("not")) {
      return compare();
    }
    int at = tokens.next().at();
    context.enter(at);
    Expr expr = new Expr.Not(not(), at);
    context.leave();
    return expr;
  }

  private Expr compare() {
    int at = at();
    Expr first = sum();
    List<Expr.Comparand> rest = new ArrayList<>();
    for (CompareOperator op = compareOperator(); op != null; op = compareOperator()) {
      rest.add(new Expr.Comparand(op, sum()));
    }
    return rest.isEmpty() ? first : new Expr.Compare(first, List.copyOf(rest), at);
  }

  private @Nullable CompareOperator compareOperator() {
    Token token = tokens.current();
    if (token.isName("not") && tokens.following().isName("in")) {
      tokens.next();
      tokens.next();
      return CompareOperator.NOT_IN;
    }
    CompareOperator found = null;
    if (token.is(Kind.OPERATOR)) {
      found =
          switch (token.text()) {
            case "==" -> CompareOperator.EQUAL;
            case "!=" -> CompareOperator.NOT_EQUAL;
            case "<" -> CompareOperator.LESS;
            case "<=" -> CompareOperator.LESS_OR_EQUAL;
            case ">" -> CompareOperator.GREATER;
            case ">=" -> CompareOperator.GREATER_OR_EQUAL;
            default -> null;
          };
    } else if (token.isName("in")) {
      found = CompareOperator.IN;
    }
    if (found != null) {
      tokens.next();
    }
    return found;
  }

  private @Nullable BinaryOperator operator(BinaryOperator... candidates) {
    for (BinaryOperator candidate : candidates) {
      if (tokens.current().isOperator(candidate.symbol())) {
        return candidate;
      }
    }
    return null;
  }

  private Expr sum() {
    Expr left = concat();
    BinaryOperator op;
    while ((op = operator(BinaryOperator.ADD, BinaryOperator.SUBTRACT)) != null) {
      int at = tokens.next().at();
      left = new Expr.Binary(op, left, concat(), at);
    }
    return left;
  }

  private Expr concat() {
    int at = at();
    Expr first = product();
    if (!tokens.current().isOperator("~")) {
      return first;
    }
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expr.Concat(List.copyOf(parts), at);
  }

  private Expr product() {
    Expr left = power();
    BinaryOperator op;
    while ((op =
            operator(
                BinaryOperator.MULTIPLY,
                BinaryOperator.DIVIDE,
                BinaryOperator.FLOOR_DIVIDE,
                BinaryOperator.MODULO))
        != null) {
      int at = tokens.next().at();
      left = new Expr.Binary(op, left, power(), at);
    }
    return left;
  }

  private Expr power() {
    Expr left = unary(true);
    while (tokens.current().isOperator(BinaryOperator.POWER.symbol())) {
      int at = tokens.next().at();
      left = new Expr.Binary(BinaryOperator.POWER, left, unary(true), at);
    }
    return left;
  }

  private Expr unary(boolean withFilters) {
    Token token = tokens.current();
    Expr expr;
    if (token.isOperator("-") || token.isOperator("+")) {
      tokens.next();
      context.enter(token.at());
      expr = new Expr.Sign(unary(false), token.isOperator("-"), token.at());
      context.leave();
    } else {
      expr = primary();
    }
    expr = postfix(expr);
    return withFilters ? filters(expr) : expr;
  }

  private Expr primary() {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> name(tokens.next());
      case STRING -> string();
      case INTEGER ->
          new Expr.Const(Value.integer(Long.parseLong(tokens.next().text())), token.at());
      case DECIMAL ->
          new Expr.Const(
              new Value.Decimal(Double.parseDouble(tokens.next().text()), false), token.at());
      case OPERATOR -> bracketed(token);
      case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END ->
          throw tokens.unexpected("an expression");
    };
  }

  private Expr name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expr.Const(Value.Bool.TRUE, token.at());
      case "false", "False" -> new Expr.Const(Value.Bool.FALSE, token.at());
      case "none", "None" -> new Expr.Const(Value.None.NONE, token.at());
      default -> {
        context.read(token.text());
        yield new Expr.Name(token.text(), token.at());
      }
    };
  }

  private Expr string() {
    int at = at();
    StringBuilder joined = new StringBuilder();
    while (tokens.current().is(Kind.STRING)) {
      joined.append(tokens.next().text());
    }
    return new Expr.Const(Text.template(joined.toString()), at);
  }

  private Expr bracketed(Token token) {
    switch (token.text()) {
      case "(" -> {
        tokens.next();
        Expr expr = tuple(true, true);
        tokens.expectOperator(")");
        return expr;
      }
      case "[" -> {
        tokens.next();
        List<Expr> items = new ArrayList<>();
        while (more(items.isEmpty(), "]")) {
          items.add(expression());
        }
        return new Expr.ListLiteral(List.copyOf(items), token.at());
      }
      case "{" -> {
        tokens.next();
        List<Expr.Pair> pairs = new ArrayList<>();
        while (more(pairs.isEmpty(), "}")) {
          Expr key = expression();
          tokens.expectOperator(":");
          pairs.add(new Expr.Pair(key, expression()));
        }
        return new Expr.DictLiteral(List.copyOf(pairs), token.at());
      }
      default -> throw tokens.unexpected("an expression");
    }
  }

  /** Reads up to the next item of a bracketed list; false when the bracket is closed. */
  private boolean more(boolean first, String closing) {
    if (tokens.skipOperator(closing)) {
      return false;
    }
    if (!first) {
      tokens.expectOperator(",");
    }
    return !tokens.skipOperator(closing);
  }

  private Expr postfix(Expr start) {
    Expr expr = start;
    while (true) {
      Token token = tokens.current();
      if (token.isOperator(".") || token.isOperator("[")) {
        expr = subscript(expr);
      } else if (token.isOperator("(")) {
        expr = call(expr);
      } else {
        return expr;
      }
    }
  }

  private Expr filters(Expr start) {
    Expr expr = start;
    while (true) {
      Token token = tokens.current();
      if (token.isOperator("|")) {
        tokens.next();
        expr = new Expr.Filtered(expr, filter(), token.at());
      } else if (token.isName("is")) {
        expr = test(expr);
      } else if (token.isOperator("(")) {
        expr = call(expr);
      } else {
        return expr;
      }
    }
  }

  private Expr subscript(Expr object) {
    Token begin = tokens.next();
    if (begin.isOperator(".")) {
      Token attribute = tokens.next();
      if (attribute.is(Kind.INTEGER)) {
        Value index = Value.integer(Long.parseLong(attribute.text()));
        return new Expr.Subscript(object, new Expr.Const(index, attribute.at()), begin.at());
      }
      if (!attribute.is(Kind.NAME)) {
        throw tokens.source().syntax("expected a name or number after '.'", attribute.at());
      }
      if (attribute.text().startsWith("__")) {
        throw tokens
            .source()
            .unsupported(
                "the attribute '%s' is not supported: internals of Python are out of reach"
                    .formatted(attribute.text()),
                attribute.at());
      }
      return new Expr.Attribute(object, attribute.text(), begin.at());
    }
    Expr result = tokens.current().isOperator(":") ? slice(object, null, begin) : null;
    if (result == null) {
      Expr index = expression();
      result =
          tokens.current().isOperator(":")
              ? slice(object, index, begin)
              : new Expr.Subscript(object, index, begin.at());
    }
    if (tokens.current().isOperator(",")) {
      throw tokens.source().unsupported("a subscript with ',' is not supported", at());
    }
    tokens.expectOperator("]");
    return result;
  }

  private Expr slice(Expr object, @Nullable Expr start, Token begin) {
    tokens.expectOperator(":");
    Expr stop = sliceBound();
    Expr step = tokens.skipOperator(":") ? sliceBound() : null;
    return new Expr.Slice(object, start, stop, step, begin.at());
  }

  private @Nullable Expr sliceBound() {
    Token token = tokens.current();
    return token.isOperator(":") || token.isOperator("]") || token.isOperator(",")
        ? null
        : expression();
  }

  private Expr call(Expr function) {
    int at = at();
    if (function instanceof Expr.Name name) {
      context.call(name.name(), name.at());
    } else if (function instanceof Expr.Attribute attribute) {
      checkMethod(attribute.name(), attribute.at());
    }
    return new Expr.Call(function, arguments(), at);
  }

  private void checkMethod(String name, int at) {
    boolean known =
        StringMethod.find(name) != null
            || ContainerMethod.allNames().contains(name)
            || ContainerMethod.changesDict(name)
            || ContainerMethod.changesList(name)
            || name.equals("cycle")
            || name.equals("changed");
    if (!known) {
      TreeSet<String> supported = new TreeSet<>(StringMethod.allNames());
      supported.addAll(ContainerMethod.allNames());
      throw tokens
          .source()
          .unsupported(
              "the method '%s' is not supported; supported are %s".formatted(name, supported), at);
    }
  }

  ArgumentList arguments() {
    tokens.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Keyword> named = new ArrayList<>();
    while (more(positional.isEmpty() && named.isEmpty(), ")")) {
      Token token = tokens.current();
      if (token.isOperator("*") || token.isOperator("**")) {
        throw tokens
            .source()
            .unsupported(
                "unpacking arguments with '%s' is not supported".formatted(token.text()),
                token.at());
      }
      if (token.is(Kind.NAME) && tokens.following().isOperator("=")) {
        tokens.next();
        tokens.next();
        named.add(new Expr.Keyword(token.text(), expression()));
      } else if (named.isEmpty()) {
        positional.add(expression());
      } else {
        throw tokens.source().syntax("a positional argument follows a named one", token.at());
      }
    }
    return new ArgumentList(List.copyOf(positional), List.copyOf(named));
  }

  /** A filter after its bar. */
  Expr.FilterCall filter() {
    Token token = tokens.expect(Kind.NAME, "the name of a filter");
    FilterName filter = FilterName.find(token.text());
    if (filter == null) {
      throw tokens
          .source()
          .unsupported(
              "the filter '%s' is not supported; supported are %s"
                  .formatted(token.text(), FilterName.allNames()),
              token.at());
    }
    ArgumentList arguments = tokens.current().isOperator("(") ? arguments() : ArgumentList.NONE;
    checkShape("filter", token, filter.signature(), arguments);
    return new Expr.FilterCall(filter, arguments, token.at());
  }

  private void checkShape(String kind, Token name, Signature signature, ArgumentList arguments) {
    List<String> named = arguments.named().stream().map(Expr.Keyword::name).toList();
    String mismatch = signature.mismatch(arguments.positional().size(), named);
    if (!mismatch.isEmpty()) {
      throw tokens
          .source()
          .unsupported("the %s '%s' %s".formatted(kind, name.text(), mismatch), name.at());
    }
  }

  private Expr test(Expr input) {
    int at = tokens.next().at();
    boolean negated = tokens.skipName("not");
    Token token = tokens.expect(Kind.NAME, "the name of a test");
    TestName test = TestName.find(token.text());
    if (test == null) {
      throw tokens
          .source()
          .unsupported(
              "the test '%s' is not supported; supported are %s"
                  .formatted(token.text(), TestName.allNames()),
              token.at());
    }
    ArgumentList arguments = ArgumentList.NONE;
    if (tokens.current().isOperator("(")) {
      arguments = arguments();
    } else if (takesBareArgument(tokens.current())) {
      context.enter(at());
      arguments = new ArgumentList(List.of(postfix(primary())), List.of());
      context.leave();
    }
    checkShape("test", token, test.signature(), arguments);
    Expr expr = new Expr.Tested(input, test, arguments, at);
    return negated ? new Expr.Not(expr, at) : expr;
  }

  private boolean takesBareArgument(Token token) {
    if (token.isName("is")) {
      throw tokens.source().syntax("tests cannot be chained with 'is'", token.at());
    }
    return switch (token.kind()) {
      case NAME -> !token.isName("else") && !token.isName("or") && !token.isName("and");
      case STRING, INTEGER, DECIMAL -> true;
      case OPERATOR -> token.isOperator("[") || token.isOperator("{");
      case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> false;
    };
  }
}
