package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;
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
  private final SuffixParser suffixes;

  ExpressionParser(TokenStream tokens, ParseContext context) {
    this.tokens = tokens;
    this.context = context;
    this.suffixes = new SuffixParser(tokens, context, this);
  }

  /** A filter after its bar. */
  Expr.FilterCall filter() {
    return suffixes.filter();
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

  /** A name, a literal or an expression in brackets. */
  Expr primary() {
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
  boolean more(boolean first, String closing) {
    if (tokens.skipOperator(closing)) {
      return false;
    }
    if (!first) {
      tokens.expectOperator(",");
    }
    return !tokens.skipOperator(closing);
  }

  /** An operand with its subscripts and calls. */
  Expr postfix(Expr start) {
    Expr expr = start;
    while (true) {
      Token token = tokens.current();
      if (token.isOperator(".") || token.isOperator("[")) {
        expr = suffixes.subscript(expr);
      } else if (token.isOperator("(")) {
        expr = suffixes.call(expr);
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
        expr = new Expr.Filtered(expr, suffixes.filter(), token.at());
      } else if (token.isName("is")) {
        expr = suffixes.test(expr);
      } else if (token.isOperator("(")) {
        expr = suffixes.call(expr);
      } else {
        return expr;
      }
    }
  }
}
