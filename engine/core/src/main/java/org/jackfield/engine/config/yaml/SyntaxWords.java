package org.jackfield.engine.config.yaml;

/** Says what YAML's parser says in the words of people who edit files. */
final class SyntaxWords {
  /** The parser's words and ours. Words that are not here stay as they are. */
  private static final String[][] WORDS = {
    {"while scanning for the next token, ", ""},
    {"mapping values are not allowed here", "no ':' may stand here"},
    {"unexpected character found (10)", "the line ends"},
    {"expected the node content", "expected a value"},
    {"while parsing a block mapping", "in a section"},
    {"while parsing a block collection", "in a list"},
    {"while parsing a flow mapping", "in braces"},
    {"while parsing a flow sequence", "in brackets"},
    {"while parsing a flow node", "in brackets or braces"},
    {"while scanning a simple key", "in a key"},
    {"while scanning a quoted scalar", "in a text in quotes"},
    {"while scanning a double-quoted scalar", "in a text in quotes"},
    {"while scanning a block scalar", "in a text block"},
    {"while scanning an alias", "in an alias"},
    {"while scanning an anchor", "in an anchor"},
    {"while scanning a tag", "in a tag"},
    {"<block end>", "the next key or the section's end"},
    {"'<block mapping start>'", "a key further to the right or left"},
    {"'<block sequence start>'", "a list"},
    {"'<stream end>'", "the end of the file"},
    {"unexpected end of stream", "the end of the file"},
    {"'<scalar>'", "more text"},
    {"'\\t(TAB)'", "a tab"},
    {"character a tab that cannot start any token", "a tab where none may be"},
    {"that cannot start any token", "that cannot begin a value"},
  };

  private SyntaxWords() {}

  /** The parser's complaint as one sentence. */
  static String sentence(String complaint) {
    String text = complaint.replaceAll("\\s+", " ").replaceAll("\\. ?\\(Do not use .*", "").strip();
    for (String[] word : WORDS) {
      text = text.replace(word[0], word[1]);
    }
    return "This is not valid YAML: " + (text.endsWith(".") ? text : text + ".");
  }

  /** Advice for the mistakes that people make most; empty for the others. */
  static String hint(String complaint) {
    if (complaint.contains("\\t(TAB)")) {
      return "YAML is indented with spaces, never with tabs.";
    }
    if (complaint.contains("cannot start any token") || complaint.contains("scanning an alias")) {
      return "Put the value in quotes.";
    }
    if (complaint.contains("mapping values are not allowed")) {
      return "Does a ':' lack on the line before, is this line indented too far, or does a value"
          + " with ': ' in it need quotes?";
    }
    if (complaint.contains("end of stream") || complaint.contains("<stream end>")) {
      return "Is the file complete, and every quote and bracket closed?";
    }
    if (complaint.contains("<scalar>")) {
      return "Does a quote end too early?";
    }
    if (complaint.contains("expected <block end>")) {
      return "Does this line stand as far to the right as its neighbours?";
    }
    return "";
  }
}
