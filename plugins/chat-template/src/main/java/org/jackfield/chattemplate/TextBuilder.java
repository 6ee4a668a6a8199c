package org.jackfield.chattemplate;

import java.util.Arrays;

/** Collects text with its origins, within the limits of a run. Not thread-safe. */
final class TextBuilder {
  private final RenderRun run;
  private final StringBuilder chars = new StringBuilder();
  private int[] flips = new int[4];
  private int flipCount;
  private boolean first;
  private boolean last;

  TextBuilder(RenderRun run) {
    this.run = run;
  }

  TextBuilder append(String string, boolean content) {
    if (!string.isEmpty()) {
      mark(content, string.length());
      chars.append(string);
    }
    return this;
  }

  TextBuilder append(char c, boolean content) {
    mark(content, 1);
    chars.append(c);
    return this;
  }

  TextBuilder append(Text text) {
    return append(text, 0, text.length());
  }

  TextBuilder append(Text text, int from, int to) {
    boolean content = from < to && text.contentAt(from);
    int start = from;
    for (int flip = text.flipAfter(from); start < to; flip++) {
      int end = Math.min(to, text.flip(flip));
      mark(content, end - start);
      chars.append(text.string(), start, end);
      content = !content;
      start = end;
    }
    return this;
  }

  private void mark(boolean content, int added) {
    run.countText(chars.length(), added);
    if (chars.isEmpty()) {
      first = content;
    } else if (content != last) {
      if (flipCount == flips.length) {
        flips = Arrays.copyOf(flips, flipCount * 2);
      }
      flips[flipCount++] = chars.length();
    }
    last = content;
  }

  Text build() {
    return Text.of(chars.toString(), first, flips, flipCount);
  }
}
