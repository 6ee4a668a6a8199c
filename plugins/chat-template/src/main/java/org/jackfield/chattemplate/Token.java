package org.jackfield.chattemplate;

/**
 * A token of the template.
 *
 * @param text the decoded text: of a string its value, of an operator its sign
 * @param at offset in the source
 */
record Token(Kind kind, String text, int at) {
  enum Kind {
    DATA("text"),
    BLOCK_BEGIN("'{%'"),
    BLOCK_END("'%}'"),
    VARIABLE_BEGIN("'{{'"),
    VARIABLE_END("'}}'"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    DECIMAL("number"),
    OPERATOR("operator"),
    END("the end of the template");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String sign) {
    return kind == Kind.OPERATOR && text.equals(sign);
  }

  String description() {
    return switch (kind) {
      case NAME, OPERATOR -> "'" + text + "'";
      case STRING, INTEGER, DECIMAL -> kind.description + " " + text;
      case DATA, BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, END -> kind.description;
    };
  }
}
