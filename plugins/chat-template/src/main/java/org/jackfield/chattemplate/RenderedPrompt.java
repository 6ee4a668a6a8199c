package org.jackfield.chattemplate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A prompt with the origin of every character. Immutable and thread-safe.
 *
 * @param text the whole prompt
 * @param spans who wrote it: without gaps, in order, neighbours with different origins
 */
public record RenderedPrompt(String text, List<OriginSpan> spans) {
  /** Checks that the spans cover the text. */
  public RenderedPrompt {
    spans = List.copyOf(spans);
    int at = 0;
    for (OriginSpan span : spans) {
      if (span.start() != at) {
        throw new IllegalArgumentException(
            "a span starts at %d, not at %d".formatted(span.start(), at));
      }
      at = span.end();
    }
    if (at != text.length()) {
      throw new IllegalArgumentException(
          "the spans cover %d of %d characters".formatted(at, text.length()));
    }
  }

  static RenderedPrompt of(Text text) {
    List<OriginSpan> spans = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.runEnd(start);
      Origin origin = text.contentAt(start) ? Origin.CONTENT : Origin.TEMPLATE;
      spans.add(new OriginSpan(start, end, origin));
      start = end;
    }
    return new RenderedPrompt(text.string(), spans);
  }

  /**
   * The prompt cut for a tokenizer: control tokens that lie wholly in template text, and between
   * them the plain text, each in one piece even where origins change inside. A control token in
   * content, or one that content completes, stays plain text. Where tokens overlap, the leftmost
   * and then the longest wins. Pieces joined give {@link #text}.
   */
  public List<PromptSegment> segments(ControlTokens controlTokens) {
    List<PromptSegment> segments = new ArrayList<>();
    int plain = 0;
    for (OriginSpan span : spans) {
      if (span.origin() == Origin.CONTENT) {
        continue;
      }
      int at = span.start();
      while (at < span.end()) {
        String token = controlTokens.longestAt(text, at, span.end());
        if (token.isEmpty()) {
          at++;
          continue;
        }
        addText(segments, plain, at);
        segments.add(new PromptSegment(PromptSegment.Kind.CONTROL, token));
        at += token.length();
        plain = at;
      }
    }
    addText(segments, plain, text.length());
    return List.copyOf(segments);
  }

  /** As {@link #segments(ControlTokens)}, for tokens that are used once. */
  public List<PromptSegment> segments(Collection<String> controlTokens) {
    return segments(ControlTokens.of(controlTokens));
  }

  private void addText(List<PromptSegment> segments, int from, int to) {
    if (from < to) {
      segments.add(new PromptSegment(PromptSegment.Kind.TEXT, text.substring(from, to)));
    }
  }
}
