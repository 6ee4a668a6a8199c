package org.jackfield.chattemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole templates in the shapes of published models, against jinja2 and transformers. */
class TemplateShapesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-05T14:07:09Z"), ZoneOffset.UTC);

  private static final Map<String, @Nullable Object> JINJA2 =
      Fixtures.map(Fixtures.json("jinja2/expected.json").get("templates"));
  private static final Map<String, @Nullable Object> CONVERSATIONS =
      Fixtures.json("jinja2/conversations.json");
  private static final Map<String, @Nullable Object> TRANSFORMERS =
      Fixtures.json("transformers/expected.json");
  private static final Map<String, @Nullable Object> CASES =
      Fixtures.json("transformers/cases.json");

  static Stream<String> jinja2Cases() {
    return JINJA2.keySet().stream();
  }

  static Stream<String> transformersCases() {
    return TRANSFORMERS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("jinja2Cases")
  void rendersWhatJinja2Renders(String name) {
    check("jinja2", name, CONVERSATIONS, Fixtures.map(JINJA2.get(name)));
  }

  @ParameterizedTest
  @MethodSource("transformersCases")
  void rendersWhatTransformersRenders(String name) {
    check("transformers", name, CASES, Fixtures.map(TRANSFORMERS.get(name)));
  }

  private static void check(
      String folder,
      String name,
      Map<String, @Nullable Object> contexts,
      Map<String, @Nullable Object> expected) {
    String template = name.substring(0, name.indexOf('/'));
    String conversation = name.substring(name.indexOf('/') + 1);
    TemplateInput input =
        Fixtures.input(Fixtures.map(contexts.get(conversation)))
            .bosToken("<s>")
            .eosToken("</s>")
            .clock(CLOCK)
            .build();
    ChatTemplate compiled =
        ChatTemplate.compile(Fixtures.text(folder + "/templates/" + template + ".jinja"));
    if (expected.containsKey("ok")) {
      assertThat(compiled.render(input).text()).isEqualTo(expected.get("ok"));
      return;
    }
    ChatTemplateException failure =
        catchThrowableOfType(ChatTemplateException.class, () -> compiled.render(input));
    assertThat(failure).isNotNull();
    if (expected.containsKey("raised")) {
      assertThat(failure.raisedByTemplate()).isTrue();
      assertThat(failure.detail()).isEqualTo(expected.get("raised"));
    } else if (String.valueOf(expected.get("err")).startsWith("TemplateError: ")) {
      assertThat("TemplateError: " + failure.detail())
          .startsWith(String.valueOf(expected.get("err")));
      assertThat(failure.raisedByTemplate()).isTrue();
    } else {
      assertThat(failure.code()).isEqualTo(ChatTemplateException.Code.EVALUATION);
    }
  }
}
