package org.jackfield.chattemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small templates, one construct each, against what jinja2 made of them. */
class JinjaSnippetsTest {
  private static final Map<String, @Nullable Object> SNIPPETS =
      Fixtures.json("jinja2/snippets.json");
  private static final Map<String, @Nullable Object> EXPECTED =
      Fixtures.map(Fixtures.json("jinja2/expected.json").get("snippets"));
  private static final TemplateInput INPUT =
      Fixtures.input(Fixtures.map(SNIPPETS.get("context")))
          .clock(Clock.fixed(Instant.parse("2026-03-05T14:07:09Z"), ZoneOffset.UTC))
          .build();

  static Stream<Arguments> snippets() {
    return Fixtures.map(SNIPPETS.get("groups")).entrySet().stream()
        .flatMap(
            group ->
                Fixtures.strings(group.getValue()).stream()
                    .map(template -> Arguments.of(group.getKey(), template)));
  }

  @Test
  void everySnippetHasAnExpectation() {
    assertThat(snippets().map(arguments -> arguments.get()[1]))
        .hasSizeGreaterThan(450)
        .allSatisfy(template -> assertThat(EXPECTED).containsKey(String.valueOf(template)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("snippets")
  void rendersLikeJinja2(String group, String template) {
    Map<String, @Nullable Object> expected = Fixtures.map(EXPECTED.get(template));
    if (expected.containsKey("ok")) {
      RenderedPrompt prompt = ChatTemplate.compile(template).render(INPUT);
      assertThat(prompt.text()).isEqualTo(expected.get("ok"));
      return;
    }
    ChatTemplateException failure =
        catchThrowableOfType(
            ChatTemplateException.class, () -> ChatTemplate.compile(template).render(INPUT));
    assertThat(failure).as(group).isNotNull();
    if (expected.containsKey("raised")) {
      assertThat(failure.raisedByTemplate()).isTrue();
      assertThat(failure.detail()).isEqualTo(expected.get("raised"));
    } else {
      assertThat(failure.code()).isNotEqualTo(ChatTemplateException.Code.RAISED);
      if (group.equals("syntax errors")) {
        assertThat(failure.code())
            .isIn(ChatTemplateException.Code.SYNTAX, ChatTemplateException.Code.UNSUPPORTED);
      }
    }
  }
}
