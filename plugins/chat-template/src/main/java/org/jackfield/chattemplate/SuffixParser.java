package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jackfield.chattemplate.Expr.ArgumentList;
import org.jackfield.chattemplate.Token.Kind;
import org.jspecify.annotations.Nullable;

/** Parses what follows an operand: subscripts, slices, calls, filters and tests. */
final class SuffixParser {
  private final TokenStream tokens;
  private final ParseContext context;
  private final ExpressionParser expressions;

  SuffixParser(TokenStream tokens, ParseContext context, ExpressionParser expressions) {
    this.tokens = tokens;
    this.context = context;
    this.expressions = expressions;
  }

  Expr subscript(Expr object) {
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
      Expr index = expressions.expression();
      result =
          tokens.current().isOperator(":")
              ? slice(object, index, begin)
              : new Expr.Subscript(object, index, begin.at());
    }
    if (tokens.current().isOperator(",")) {
      throw tokens
          .source()
          .unsupported("a subscript with ',' is not supported", tokens.current().at());
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
        : expressions.expression();
  }

  Expr call(Expr function) {
    int at = tokens.current().at();
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

  private ArgumentList arguments() {
    tokens.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<Expr.Keyword> named = new ArrayList<>();
    while (expressions.more(positional.isEmpty() && named.isEmpty(), ")")) {
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
        named.add(new Expr.Keyword(token.text(), expressions.expression()));
      } else if (named.isEmpty()) {
        positional.add(expressions.expression());
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

  Expr test(Expr input) {
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
      context.enter(tokens.current().at());
      arguments = new ArgumentList(List.of(expressions.postfix(expressions.primary())), List.of());
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
