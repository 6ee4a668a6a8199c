package org.jackfield.chattemplate;

import java.util.List;

/** Filters from text to text. */
final class TextFilters {
  private TextFilters() {}

  static Text center(RenderRun run, Text text, Bound bound) {
    return TextOperations.center(run, text, bound.count(0, 80), ' ');
  }

  static Text replace(RenderRun run, Value value, Bound bound) {
    Text old = Printer.string(run, bound.value(0));
    Text replacement = Printer.string(run, bound.value(1));
    int count = bound.isNone(2) ? -1 : bound.count(2, -1);
    return TextOperations.replace(run, Printer.string(run, value), old, replacement, count);
  }

  static Text format(RenderRun run, Text format, Arguments arguments) {
    if (arguments.named().isEmpty()) {
      return PercentFormat.format(run, format, new Value.TupleValue(arguments.positional(), false));
    }
    if (!arguments.positional().isEmpty()) {
      throw run.error("format takes positional or named arguments, not both");
    }
    DictValue dict = new DictValue(false);
    arguments.named().forEach((name, value) -> dict.put(Text.template(name), value));
    return PercentFormat.format(run, format, dict);
  }

  /** The characters that markupsafe escapes, in its spelling. */
  static Text escape(RenderRun run, Text text) {
    if (text.isMarkup()) {
      return text;
    }
    TextBuilder out = run.text();
    int plain = 0;
    for (int at = 0; at < text.length(); at++) {
      String entity =
          switch (text.string().charAt(at)) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\'' -> "&#39;";
            case '"' -> "&#34;";
            default -> "";
          };
      if (!entity.isEmpty()) {
        out.append(text, plain, at).append(entity, text.contentAt(at));
        plain = at + 1;
      }
    }
    return out.append(text, plain, text.length()).build().asMarkup(true);
  }

  static Text indent(RenderRun run, Value value, Bound bound) {
    if (!(value instanceof Text text)) {
      throw run.error("indent wants a string, not a " + Types.name(value));
    }
    if (text.isMarkup()) {
      throw run.unsupported("the filter 'indent' after safe or escape is not supported");
    }
    Text indentation = TextOperations.indentation(run, bound);
    boolean indentFirst = bound.truth(1, false);
    boolean indentBlank = bound.truth(2, false);
    TextBuilder out = run.text();
    // As jinja2: a line end is added first, so that a text that ends in one keeps an empty line.
    List<Text> lines = TextOperations.lines(run, text, false);
    if (text.isEmpty() || PythonChars.isLineBreak(text.string().charAt(text.length() - 1))) {
      lines.add(Text.EMPTY);
    }
    if (indentFirst) {
      out.append(indentation);
    }
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        out.append('\n', false);
        if (indentBlank || !lines.get(i).isEmpty()) {
          out.append(indentation);
        }
      }
      out.append(lines.get(i));
    }
    return out.build();
  }
}
