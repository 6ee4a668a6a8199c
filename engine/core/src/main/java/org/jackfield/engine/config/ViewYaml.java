package org.jackfield.engine.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jackfield.engine.config.ConfigView.Branch;
import org.jackfield.engine.config.ConfigView.Item;

/** Writes a view as YAML with origins in comments. */
final class ViewYaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");
  private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

  private final StringBuilder out = new StringBuilder();

  ViewYaml(Branch root) {
    section(root, 0, false);
  }

  String text() {
    return out.toString();
  }

  private void section(Branch branch, int indent, boolean firstInline) {
    boolean inline = firstInline;
    for (Map.Entry<Object, Object> child : branch.children.entrySet()) {
      if (!inline) {
        out.repeat(' ', indent);
      }
      inline = false;
      if (child.getKey() instanceof Integer) {
        out.append("- ");
      } else {
        out.append(scalar(child.getKey().toString())).append(':');
      }
      value(child.getKey() instanceof Integer, child.getValue(), indent + 2);
    }
  }

  private void value(boolean inList, Object value, int indent) {
    if (value instanceof Branch branch) {
      if (!inList) {
        out.append('\n');
      }
      section(branch, indent, inList);
    } else if (value instanceof Item item) {
      out.append(inList ? "" : " ");
      leaf(item, indent);
    }
  }

  private void leaf(Item item, int indent) {
    if (item.value() instanceof String text && text.contains("\n")) {
      // A block keeps its text readable; the digits tell its indent where the text begins with one.
      out.append(text.startsWith(" ") || text.startsWith("\n") ? "|2" : "|");
      String ending = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
      out.append(ending).append("  # ").append(item.origin()).append('\n');
      String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
      for (String line : body.split("\n", -1)) {
        out.repeat(' ', line.isEmpty() ? 0 : indent).append(line).append('\n');
      }
      return;
    }
    out.append(flow(item.value())).append("  # ").append(item.origin()).append('\n');
  }

  private static String flow(Object value) {
    if (value instanceof List<?> list) {
      return "["
          + String.join(", ", list.stream().map(item -> scalar(String.valueOf(item))).toList())
          + "]";
    }
    return value instanceof String text ? scalar(text) : String.valueOf(value);
  }

  private static String scalar(String text) {
    if (PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                    quoted.append(c > 0xFFFF ? "\\U%08X".formatted(c) : "\\u%04X".formatted(c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
