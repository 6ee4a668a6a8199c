package org.jackfield.chattemplate;

import java.util.Locale;

/** Python's mappings of letter case, with origins. */
final class Casing {
  private Casing() {}

  static Text upper(RenderRun run, Text text) {
    run.countText(0, text.length());
    return text.mapped(string -> string.toUpperCase(Locale.ROOT));
  }

  static Text lower(RenderRun run, Text text) {
    run.countText(0, text.length());
    return text.mapped(string -> string.toLowerCase(Locale.ROOT));
  }

  static Text capitalize(RenderRun run, Text text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.unitIndex(1);
    Text head = text.slice(0, first);
    Text tail = text.slice(first, text.length());
    return run.text().append(titleCase(head)).append(lower(run, tail)).build();
  }

  private static Text titleCase(Text character) {
    return character.mapped(
        string -> {
          String upper = string.toUpperCase(Locale.ROOT);
          int codePoint = string.codePointAt(0);
          // Java has no mapping of one character to several in title case: "ß" is "Ss".
          return upper.codePointCount(0, upper.length()) > 1
              ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT)
              : Character.toString(Character.toTitleCase(codePoint));
        });
  }

  /** str.title(): a letter after anything that has no case starts a word. */
  static Text title(RenderRun run, Text text) {
    TextBuilder out = run.text();
    boolean inWord = false;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.string().codePointAt(at);
      int next = at + Character.charCount(codePoint);
      Text character = text.slice(at, next);
      out.append(inWord ? lower(run, character) : titleCase(character));
      inWord = hasCase(codePoint);
      at = next;
    }
    return out.build();
  }

  private static boolean hasCase(int codePoint) {
    return Character.isUpperCase(codePoint)
        || Character.isLowerCase(codePoint)
        || Character.isTitleCase(codePoint);
  }

  /** The filter title: words begin after white space, '-', '(', '{', '[' and '<' only. */
  static Text filterTitle(RenderRun run, Text text) {
    TextBuilder out = run.text();
    boolean inWord = false;
    int at = 0;
    while (at < text.length()) {
      int codePoint = text.string().codePointAt(at);
      int next = at + Character.charCount(codePoint);
      Text character = text.slice(at, next);
      boolean separates = PythonChars.isSpace(codePoint) || "-({[<".indexOf(codePoint) >= 0;
      out.append(inWord || separates ? lower(run, character) : upper(run, character));
      inWord = !separates;
      at = next;
    }
    return out.build();
  }

  /** str.isupper() and str.islower(): some letter has the case and none has another. */
  static boolean isAll(Text text, boolean upper) {
    boolean found = false;
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.string().codePointAt(at);
      boolean matches = upper ? Character.isUpperCase(codePoint) : Character.isLowerCase(codePoint);
      if (hasCase(codePoint) && !matches) {
        return false;
      }
      found |= matches;
      at += Character.charCount(codePoint);
    }
    return found;
  }
}
