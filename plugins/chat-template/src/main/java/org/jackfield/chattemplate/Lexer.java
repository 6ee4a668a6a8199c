package org.jackfield.chattemplate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jackfield.chattemplate.Token.Kind;

/**
 * Cuts a template into tokens and takes white space off around tags, as jinja2 does with {@code
 * trim_blocks} and {@code lstrip_blocks} on.
 *
 * <p>Source of the rules: jinja2 3.1 {@code lexer.py}, https://github.com/pallets/jinja. No regular
 * expressions, so the time is linear in the length of the template.
 */
final class Lexer {
  private static final String[] LONG_OPERATORS = {"//", "**", "==", "!=", ">=", "<="};

  private final Source source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int pos;

  private Lexer(Source source) {
    this.source = source;
    this.text = source.text();
  }

  static TokenStream tokenize(Source source) {
    Lexer lexer = new Lexer(source);
    lexer.run();
    return new TokenStream(source, lexer.tokens);
  }

  private void run() {
    boolean lineStarts = true;
    while (pos < text.length()) {
      int begin = nextTag();
      if (begin < 0) {
        add(Kind.DATA, text.substring(pos), pos);
        break;
      }
      int raw = rawBodyStart(begin);
      char kind = text.charAt(begin + 1);
      char sign = sign(begin + 2);
      addData(begin, kind, sign, lineStarts);
      pos = begin + (sign == ' ' ? 2 : 3);
      if (raw >= 0) {
        pos = raw;
        raw(begin);
      } else if (kind == '#') {
        comment(begin);
      } else if (kind == '%') {
        add(Kind.BLOCK_BEGIN, "{%", begin);
        tag('%', Kind.BLOCK_END);
      } else {
        add(Kind.VARIABLE_BEGIN, "{{", begin);
        tag('}', Kind.VARIABLE_END);
      }
      lineStarts = pos > 0 && text.charAt(pos - 1) == '\n';
    }
    add(Kind.END, "", text.length());
  }

  private void add(Kind kind, String value, int at) {
    tokens.add(new Token(kind, value, at));
  }

  private int nextTag() {
    for (int at = text.indexOf('{', pos); at >= 0; at = text.indexOf('{', at + 1)) {
      if (at + 1 < text.length() && "{%#".indexOf(text.charAt(at + 1)) >= 0) {
        return at;
      }
    }
    return -1;
  }

  private char sign(int at) {
    return at < text.length() && "+-".indexOf(text.charAt(at)) >= 0 ? text.charAt(at) : ' ';
  }

  private void addData(int end, char kind, char sign, boolean lineStarts) {
    int stop = end;
    if (sign == '-') {
      while (stop > pos && PythonChars.isSpace(text.charAt(stop - 1))) {
        stop--;
      }
    } else if (sign != '+' && kind != '{') {
      int line = end;
      while (line > pos && isBlank(text.charAt(line - 1))) {
        line--;
      }
      if (line > pos ? text.charAt(line - 1) == '\n' : lineStarts) {
        stop = line;
      }
    }
    if (stop > pos) {
      add(Kind.DATA, text.substring(pos, stop), pos);
    }
  }

  private static boolean isBlank(char c) {
    return c != '\n' && PythonChars.isSpace(c);
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < text.length() && PythonChars.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The start of the body when a raw tag begins here, else -1. */
  private int rawBodyStart(int begin) {
    if (text.charAt(begin + 1) != '%') {
      return -1;
    }
    int at = skipSpace(begin + (sign(begin + 2) == ' ' ? 2 : 3));
    if (!text.startsWith("raw", at)) {
      return -1;
    }
    at = skipSpace(at + 3);
    if (text.startsWith("-%}", at)) {
      return skipSpace(at + 3);
    }
    return text.startsWith("%}", at) ? at + 2 : -1;
  }

  private void raw(int begin) {
    boolean lineStarts = text.charAt(pos - 1) == '\n';
    for (int at = text.indexOf("{%", pos); at >= 0; at = text.indexOf("{%", at + 1)) {
      char sign = sign(at + 2);
      int word = skipSpace(at + (sign == ' ' ? 2 : 3));
      if (text.startsWith("endraw", word)) {
        int end = blockEnd(skipSpace(word + 6));
        if (end >= 0) {
          addData(at, '%', sign, lineStarts);
          pos = end;
          return;
        }
      }
    }
    throw source.syntax("'{% raw %}' has no '{% endraw %}'", begin);
  }

  /** The position after the end of a block tag that is at a position, else -1. */
  private int blockEnd(int at) {
    if (text.startsWith("+%}", at)) {
      return at + 3;
    }
    if (text.startsWith("-%}", at)) {
      return skipSpace(at + 3);
    }
    return text.startsWith("%}", at) ? afterNewline(at + 2) : -1;
  }

  private int afterNewline(int at) {
    return at < text.length() && text.charAt(at) == '\n' ? at + 1 : at;
  }

  private void comment(int begin) {
    int end = text.indexOf("#}", pos);
    if (end < 0) {
      throw source.syntax("'{#' has no '#}'", begin);
    }
    char sign = end > pos ? text.charAt(end - 1) : ' ';
    if (sign == '-') {
      pos = skipSpace(end + 2);
    } else {
      pos = sign == '+' ? end + 2 : afterNewline(end + 2);
    }
  }

  private void tag(char closing, Kind endKind) {
    Deque<Character> open = new ArrayDeque<>();
    while (true) {
      pos = skipSpace(pos);
      if (pos >= text.length()) {
        return;
      }
      int end = open.isEmpty() ? tagEnd(closing) : -1;
      if (end >= 0) {
        add(endKind, text.substring(pos, pos + 2), pos);
        pos = end;
        return;
      }
      token(open);
    }
  }

  private int tagEnd(char closing) {
    if (closing == '%') {
      return blockEnd(pos);
    }
    if (text.startsWith("-}}", pos)) {
      return skipSpace(pos + 3);
    }
    return text.startsWith("}}", pos) ? pos + 2 : -1;
  }

  private void token(Deque<Character> open) {
    char c = text.charAt(pos);
    if (c >= '0' && c <= '9') {
      NumberLiteral number = NumberLiteral.scan(source, pos);
      add(number.decimal() ? Kind.DECIMAL : Kind.INTEGER, number.digits(), pos);
      pos = number.end();
    } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
      int end = pos + 1;
      while (end < text.length() && Character.isUnicodeIdentifierPart(text.charAt(end))) {
        end++;
      }
      add(Kind.NAME, text.substring(pos, end), pos);
      pos = end;
    } else if (c == '\'' || c == '"') {
      int end = StringLiteral.end(source, pos);
      add(Kind.STRING, StringLiteral.decode(source, pos + 1, end - 1), pos);
      pos = end;
    } else {
      operator(c, open);
    }
  }

  private void operator(char c, Deque<Character> open) {
    String sign = String.valueOf(c);
    for (String candidate : LONG_OPERATORS) {
      if (text.startsWith(candidate, pos)) {
        sign = candidate;
      }
    }
    if (sign.length() == 1 && "+-/*%~[](){}<>=.:|,;".indexOf(c) < 0) {
      throw source.syntax("unexpected character '%s'".formatted(c), pos);
    }
    switch (c) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty()) {
          throw source.syntax("unexpected '%s'".formatted(c), pos);
        }
        char expected = open.pop();
        if (expected != c) {
          throw source.syntax("unexpected '%s', expected '%s'".formatted(c, expected), pos);
        }
      }
      default -> {}
    }
    add(Kind.OPERATOR, sign, pos);
    pos += sign.length();
  }
}
