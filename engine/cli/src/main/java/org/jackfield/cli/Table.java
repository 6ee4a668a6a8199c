package org.jackfield.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns that line up. Cells are cleaned of what a terminal would obey. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(List.of(headings));
  }

  /** One more row; as many cells as there are headings. */
  void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(EscapeFilter.clean(cell).replace('\n', ' '));
    }
    rows.add(row);
  }

  /** Prints it, the headings set off. */
  void print(Output out) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(r).get(i);
        line.append(cell).append(" ".repeat(widths[i] - width(cell))).append(GAP);
      }
      String text = line.toString().stripTrailing();
      out.line(r == 0 ? out.style().dim(text) : text);
    }
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
