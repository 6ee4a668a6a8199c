package org.jackfield.chattemplate;

import org.jackfield.chattemplate.ChatTemplateException.Code;

/** The template text with line ends made {@code \n} and one trailing line end taken off. */
final class Source {
  static final int MAX_CHARS = 1024 * 1024;

  // A template can name things of any length, and raise any text.
  private static final int MAX_DETAIL_CHARS = 4000;

  private final String name;
  private final String text;

  private Source(String name, String text) {
    this.name = name;
    this.text = text;
  }

  static Source of(String name, String raw) {
    if (raw.length() > MAX_CHARS) {
      throw new ChatTemplateException(
          Code.LIMIT,
          name,
          "the template has %d characters, the limit is %d".formatted(raw.length(), MAX_CHARS),
          1,
          1);
    }
    String text = raw.replace("\r\n", "\n").replace('\r', '\n');
    return new Source(name, text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
  }

  String text() {
    return text;
  }

  int line(int at) {
    int line = 1;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  ChatTemplateException error(Code code, String fullDetail, int at) {
    String detail =
        fullDetail.length() <= MAX_DETAIL_CHARS
            ? fullDetail
            : fullDetail.substring(0, MAX_DETAIL_CHARS) + "...";
    int place = Math.min(at, text.length());
    int column = place - text.lastIndexOf('\n', place - 1);
    return new ChatTemplateException(code, name, detail, line(place), column);
  }

  ChatTemplateException syntax(String detail, int at) {
    return error(Code.SYNTAX, detail, at);
  }

  ChatTemplateException unsupported(String detail, int at) {
    return error(Code.UNSUPPORTED, detail, at);
  }
}
