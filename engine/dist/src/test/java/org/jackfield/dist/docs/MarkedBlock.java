package org.jackfield.dist.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A fenced block of a Markdown page with the comment right above it, which says what it is for.
 *
 * @param mark the text of the comment
 * @param text what is between the fences
 */
record MarkedBlock(String mark, String text) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "<!-- ([^>]+) -->\n```[a-z]*\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /** All marked blocks of the page, in order. */
  static List<MarkedBlock> of(Path page) {
    try {
      return BLOCK
          .matcher(Files.readString(page))
          .results()
          .map(found -> new MarkedBlock(found.group(1).strip(), found.group(2)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one block of the page with that mark. */
  static String of(Path page, String mark) {
    List<MarkedBlock> found = of(page).stream().filter(block -> block.mark().equals(mark)).toList();
    if (found.size() != 1) {
      throw new AssertionError(page + " has " + found.size() + " blocks marked '" + mark + "'");
    }
    return found.getFirst().text();
  }
}
