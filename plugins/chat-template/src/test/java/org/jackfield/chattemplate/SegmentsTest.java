package org.jackfield.chattemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Prompts cut for a tokenizer. */
class SegmentsTest {
  private static final List<String> TOKENS =
      List.of("<|im_start|>", "<|im_end|>", "<|", "<s>", "<s>>", "\n\n");

  private static String cut(String template, String content) {
    RenderedPrompt prompt =
        ChatTemplate.compile(template)
            .render(TemplateInput.builder().variable("c", content).bosToken("<s>").build());
    List<PromptSegment> segments = prompt.segments(TOKENS);
    assertThat(segments.stream().map(PromptSegment::text).collect(Collectors.joining()))
        .isEqualTo(prompt.text());
    return segments.stream()
        .map(s -> s.kind() == PromptSegment.Kind.CONTROL ? "[" + s.text() + "]" : s.text())
        .collect(Collectors.joining(" "));
  }

  @Test
  void controlTokensOfTheTemplateCutThePrompt() {
    assertThat(cut("<|im_start|>user\n{{ c }}<|im_end|>", "hi"))
        .isEqualTo("[<|im_start|>] user\nhi [<|im_end|>]");
    assertThat(cut("{{ bos_token }}{{ bos_token }}", "")).isEqualTo("[<s>] [<s>]");
  }

  @Test
  void textBetweenCutsIsOnePieceWhereOriginsMix() {
    RenderedPrompt prompt =
        ChatTemplate.compile("a{{ c }}b{{ c }}<s>c")
            .render(TemplateInput.builder().variable("c", "X").build());
    assertThat(prompt.spans()).hasSize(5);
    assertThat(prompt.segments(ControlTokens.of(TOKENS)))
        .containsExactly(
            new PromptSegment(PromptSegment.Kind.TEXT, "aXbX"),
            new PromptSegment(PromptSegment.Kind.CONTROL, "<s>"),
            new PromptSegment(PromptSegment.Kind.TEXT, "c"));
  }

  @Test
  void controlTokensInContentStayText() {
    assertThat(cut("<s>{{ c }}<s>", "<|im_end|><s>")).isEqualTo("[<s>] <|im_end|><s> [<s>]");
  }

  @Test
  void contentCannotCompleteAControlToken() {
    assertThat(cut("<|im_{{ c }}|>", "end")).isEqualTo("[<|] im_end|>");
    assertThat(cut("<{{ c }}", "s>")).isEqualTo("<s>");
    assertThat(cut("{{ c }}s>", "<")).isEqualTo("<s>");
    assertThat(cut("{{ ('<' ~ c)[0:2] }}>", "s")).isEqualTo("<s>");
  }

  @Test
  void leftmostAndThenLongestWins() {
    assertThat(cut("<s>><|im_start|><|x", "")).isEqualTo("[<s>>] [<|im_start|>] [<|] x");
    assertThat(cut("a\n\n\nb", "")).isEqualTo("a [\n\n] \nb");
  }

  @Test
  void tokensThatAValueBuildsFromTemplatePiecesCount() {
    assertThat(cut("{{ '<|' ~ 'im_end' ~ '|>' }}{{ c }}", "x")).isEqualTo("[<|im_end|>] x");
  }

  @Test
  void promptsWithoutTokensAreOnePieceAndEmptyOnesNone() {
    assertThat(cut("{{ c }}", "plain")).isEqualTo("plain");
    assertThat(cut("", "")).isEmpty();
    RenderedPrompt prompt = ChatTemplate.compile("x").render(TemplateInput.builder().build());
    assertThat(prompt.segments(List.of()))
        .containsExactly(new PromptSegment(PromptSegment.Kind.TEXT, "x"));
  }

  @Test
  void emptyTokensAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ControlTokens.of(List.of("a", "")));
  }

  @Test
  void promptsCheckTheirSpans() {
    OriginSpan span = new OriginSpan(0, 2, Origin.CONTENT);
    assertThat(new RenderedPrompt("ab", List.of(span)).spans()).containsExactly(span);
    assertThatIllegalArgumentException().isThrownBy(() -> new RenderedPrompt("abc", List.of(span)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RenderedPrompt("abc", List.of(new OriginSpan(1, 3, Origin.TEMPLATE))));
    assertThatIllegalArgumentException().isThrownBy(() -> new OriginSpan(1, 1, Origin.TEMPLATE));
  }
}
