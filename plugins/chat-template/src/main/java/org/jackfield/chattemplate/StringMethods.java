package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.List;

/** Python's methods of strings; results keep the origins of their characters. */
final class StringMethods {
  private StringMethods() {}

  static Value call(RenderRun run, Text text, String name, Arguments arguments) {
    StringMethod method = StringMethod.find(name);
    if (method == null) {
      throw run.unsupported("the string method '%s' is not supported".formatted(name));
    }
    if (text.isMarkup() && !method.keepsMarkup()) {
      throw run.unsupported(
          "the method '%s' after safe or escape is not supported".formatted(name));
    }
    Bound bound = method.signature().bind(run, "the method " + name, arguments);
    return switch (method) {
      case CAPITALIZE -> Casing.capitalize(run, text);
      case LOWER -> Casing.lower(run, text);
      case TITLE -> Casing.title(run, text);
      case UPPER -> Casing.upper(run, text);
      case STRIP -> TextOperations.strip(run, text, bound, true, true);
      case LSTRIP -> TextOperations.strip(run, text, bound, true, false);
      case RSTRIP -> TextOperations.strip(run, text, bound, false, true);
      case REPLACE ->
          TextOperations.replace(run, text, bound.text(0), bound.text(1), bound.count(2, -1));
      case FORMAT -> BraceFormat.format(run, text, arguments);
      case JOIN -> join(run, text, bound);
      case SPLIT -> Splitting.split(run, text, bound);
      case RSPLIT -> Splitting.splitFromRight(run, text, bound);
      case SPLITLINES ->
          Value.list(new ArrayList<>(TextOperations.lines(run, text, bound.truth(0, false))));
      case PARTITION -> Splitting.partition(run, text, bound.text(0), false);
      case RPARTITION -> Splitting.partition(run, text, bound.text(0), true);
      case COUNT -> TextSearch.count(run, text, bound);
      case STARTSWITH -> TextSearch.hasAffix(run, text, bound, true);
      case ENDSWITH -> TextSearch.hasAffix(run, text, bound, false);
      case FIND -> TextSearch.find(run, text, bound, false);
      case RFIND -> TextSearch.find(run, text, bound, true);
      case INDEX -> TextSearch.index(run, text, bound, false);
      case RINDEX -> TextSearch.index(run, text, bound, true);
      case REMOVEPREFIX -> withoutPrefix(run, text, bound.text(0));
      case REMOVESUFFIX -> withoutSuffix(run, text, bound.text(0));
      case CENTER -> TextOperations.center(run, text, bound.count(0, 0), fill(bound));
      case LJUST -> TextOperations.pad(run, text, 0, space(text, bound), fill(bound));
      case RJUST -> TextOperations.pad(run, text, space(text, bound), 0, fill(bound));
      case ZFILL -> zeroFill(run, text, space(text, bound));
      case ISALNUM, ISALPHA, ISDECIMAL, ISDIGIT, ISLOWER, ISSPACE, ISUPPER -> {
        run.step(text.length() / 1024);
        yield Value.Bool.of(isAll(method, text));
      }
    };
  }

  private static Text withoutPrefix(RenderRun run, Text text, Text prefix) {
    boolean found = text.string().startsWith(prefix.string());
    return found ? part(run, text, prefix.length(), text.length()) : text;
  }

  private static Text withoutSuffix(RenderRun run, Text text, Text suffix) {
    boolean found = text.string().endsWith(suffix.string());
    return found ? part(run, text, 0, text.length() - suffix.length()) : text;
  }

  private static Text part(RenderRun run, Text text, int from, int to) {
    run.countText(0, to - from);
    return text.slice(from, to);
  }

  private static Value join(RenderRun run, Text separator, Bound bound) {
    List<Text> parts = new ArrayList<>();
    for (Value item : Types.list(run, bound.value(0))) {
      if (!(item instanceof Text part)) {
        throw run.error("join wants strings, not a " + Types.name(item));
      }
      parts.add(part);
    }
    return TextOperations.join(run, separator, parts);
  }

  private static int space(Text text, Bound bound) {
    return Math.max(0, bound.count(0, 0) - text.codePoints());
  }

  private static int fill(Bound bound) {
    Text fill = bound.text(1, " ");
    if (fill.codePoints() != 1) {
      throw bound.wrongType(1, "one character");
    }
    return fill.string().codePointAt(0);
  }

  private static Text zeroFill(RenderRun run, Text text, int zeros) {
    int sign = text.string().startsWith("-") || text.string().startsWith("+") ? 1 : 0;
    Text padded = TextOperations.pad(run, text.slice(sign, text.length()), zeros, 0, '0');
    return run.text().append(text, 0, sign).append(padded).build();
  }

  private static boolean isAll(StringMethod method, Text text) {
    if (method == StringMethod.ISLOWER || method == StringMethod.ISUPPER) {
      return Casing.isAll(text, method == StringMethod.ISUPPER);
    }
    return !text.isEmpty() && text.string().codePoints().allMatch(c -> isOne(method, c));
  }

  private static boolean isOne(StringMethod method, int codePoint) {
    if (method == StringMethod.ISALPHA) {
      return Character.isLetter(codePoint);
    }
    if (method == StringMethod.ISSPACE) {
      return PythonChars.isSpace(codePoint);
    }
    if (method == StringMethod.ISDECIMAL) {
      return Character.isDigit(codePoint);
    }
    return method == StringMethod.ISDIGIT
        ? PythonChars.isDigit(codePoint)
        : PythonChars.isAlphanumeric(codePoint);
  }
}
