package org.jackfield.chattemplate;

import java.util.List;

/** The tokens of a template with a cursor. */
final class TokenStream {
  private final Source source;
  private final List<Token> tokens;
  private int index;

  TokenStream(Source source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  Source source() {
    return source;
  }

  Token current() {
    return tokens.get(index);
  }

  Token following() {
    return tokens.get(Math.min(index + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(index);
    if (index < tokens.size() - 1) {
      index++;
    }
    return token;
  }

  boolean skipName(String name) {
    boolean found = current().isName(name);
    if (found) {
      next();
    }
    return found;
  }

  boolean skipOperator(String sign) {
    boolean found = current().isOperator(sign);
    if (found) {
      next();
    }
    return found;
  }

  void expectOperator(String sign) {
    if (!skipOperator(sign)) {
      throw unexpected("'" + sign + "'");
    }
  }

  Token expect(Token.Kind kind, String wanted) {
    if (!current().is(kind)) {
      throw unexpected(wanted);
    }
    return next();
  }

  ChatTemplateException unexpected(String wanted) {
    return source.syntax(
        "expected %s but found %s".formatted(wanted, current().description()), current().at());
  }
}
