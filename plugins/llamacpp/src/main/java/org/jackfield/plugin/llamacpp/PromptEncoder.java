package org.jackfield.plugin.llamacpp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jackfield.chattemplate.ControlTokens;
import org.jackfield.chattemplate.Origin;
import org.jackfield.chattemplate.OriginSpan;
import org.jackfield.chattemplate.PromptSegment;
import org.jackfield.chattemplate.RenderedPrompt;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.plugin.llamacpp.ffm.TokenAttribute;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Turns a rendered prompt into tokens. Control tokens count as such only where the template wrote
 * them; whatever a user types is text. Thread-safe as long as the model is open.
 */
final class PromptEncoder {
  private final LlamaModel model;
  private final Map<String, Integer> controlIds = new HashMap<>();
  private final ControlTokens controlTokens;
  private final ControlTokens markup;
  private final int contextTokens;
  private final int longestTokenBytes;

  PromptEncoder(LlamaModel model, int contextTokens) {
    this.model = model;
    this.contextTokens = contextTokens;
    int longest = 1;
    List<String> marks = new ArrayList<>();
    for (int token = 0; token < model.vocabularySize(); token++) {
      String spelling = model.spelling(token);
      longest = Math.max(longest, spelling.getBytes(StandardCharsets.UTF_8).length);
      boolean control =
          model.has(token, TokenAttribute.CONTROL) || model.has(token, TokenAttribute.UNKNOWN);
      boolean userDefined = model.has(token, TokenAttribute.USER_DEFINED);
      if (!control && !userDefined) {
        continue;
      }
      // The tokenizer takes user-defined tokens out of any text. For runs of spaces that is right;
      // those that look like
      // markup, such as <think>, steer the model as control tokens do.
      boolean mark = userDefined && spelling.matches("[<\\[{|].+[>\\]}|]");
      if (control || mark) {
        controlIds.put(spelling, token);
      }
      if (mark) {
        marks.add(spelling);
      }
    }
    longestTokenBytes = longest;
    controlTokens = ControlTokens.of(controlIds.keySet());
    markup = ControlTokens.of(marks);
  }

  /**
   * The tokens of a prompt, the beginning-of-sequence token first where the model wants one.
   *
   * @throws BackendException {@link ErrorCode#CONTEXT_LENGTH} for a text so long that no tokens
   *     could make it fit
   */
  int[] encode(RenderedPrompt prompt) {
    // Megabytes are not tokenised only to be refused.
    long atLeast = prompt.text().length() / longestTokenBytes;
    if (atLeast > contextTokens) {
      throw new BackendException(
              ErrorCode.CONTEXT_LENGTH,
              "The prompt has at least %d tokens and the context holds %d."
                  .formatted(atLeast, contextTokens))
          .withHint("Shorten the prompt.");
    }
    IntStream.Builder tokens = IntStream.builder();
    List<PromptSegment> segments = prompt.segments(controlTokens);
    int first = -1;
    for (int i = 0; i < segments.size(); i++) {
      PromptSegment segment = segments.get(i);
      int[] ids =
          switch (segment.kind()) {
            case CONTROL -> new int[] {id(segment)};
            case TEXT ->
                text(
                    segment.text(),
                    i == 0 ? null : segments.get(i - 1),
                    i + 1 == segments.size() ? null : segments.get(i + 1));
          };
      first = first < 0 && ids.length > 0 ? ids[0] : first;
      for (int id : ids) {
        tokens.add(id);
      }
    }
    int beginning = model.beginningOfSequence();
    if (model.addsBeginningOfSequence() && beginning >= 0 && first != beginning) {
      return IntStream.concat(IntStream.of(beginning), tokens.build()).toArray();
    }
    return tokens.build().toArray();
  }

  private int id(PromptSegment control) {
    return controlIds.getOrDefault(control.text(), -1);
  }

  /**
   * Plain text in one piece, but for markup in it that must not become a token: that is cut behind
   * its first character.
   */
  private int[] text(String text, @Nullable PromptSegment before, @Nullable PromptSegment after) {
    String stripped = text;
    if (before != null && model.has(id(before), TokenAttribute.RSTRIP)) {
      stripped = stripped.stripLeading();
    }
    if (after != null && model.has(id(after), TokenAttribute.LSTRIP)) {
      stripped = stripped.stripTrailing();
    }
    if (stripped.isEmpty()) {
      return new int[0];
    }
    RenderedPrompt alone =
        new RenderedPrompt(
            stripped, List.of(new OriginSpan(0, stripped.length(), Origin.TEMPLATE)));
    IntStream all = IntStream.empty();
    StringBuilder piece = new StringBuilder();
    for (PromptSegment segment : alone.segments(markup)) {
      switch (segment.kind()) {
        case TEXT -> piece.append(segment.text());
        case CONTROL -> {
          piece.append(segment.text(), 0, 1);
          all = IntStream.concat(all, IntStream.of(plain(piece.toString())));
          piece.setLength(0);
          piece.append(segment.text(), 1, segment.text().length());
        }
      }
    }
    return IntStream.concat(all, IntStream.of(plain(piece.toString()))).toArray();
  }

  private int[] plain(String text) {
    return model.tokenize(text.getBytes(StandardCharsets.UTF_8), false);
  }
}
