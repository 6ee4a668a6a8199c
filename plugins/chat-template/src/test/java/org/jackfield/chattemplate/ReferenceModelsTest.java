package org.jackfield.chattemplate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The prompts that transformers rendered when the reference outputs of test models were made. */
class ReferenceModelsTest {
  static Stream<Arguments> cases() {
    return Fixtures.map(Fixtures.json("transformers/models.json").get("models")).entrySet().stream()
        .flatMap(
            entry -> {
              Map<String, @Nullable Object> model = Fixtures.map(entry.getValue());
              return Fixtures.maps(model.get("cases")).stream()
                  .map(one -> Arguments.of(entry.getKey(), one.get("name"), model, one));
            });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void rendersTheReferencePrompt(
      String name,
      String conversation,
      Map<String, @Nullable Object> model,
      Map<String, @Nullable Object> reference) {
    TemplateInput.Builder input =
        TemplateInput.builder().messages(Fixtures.maps(reference.get("messages")));
    if (model.get("bos_token") instanceof String bos) {
      input.bosToken(bos);
    }
    if (model.get("eos_token") instanceof String eos) {
      input.eosToken(eos);
    }
    ChatTemplate template = ChatTemplate.compile(String.valueOf(model.get("template")));
    assertThat(template.render(input.build()).text())
        .as("%s %s", name, conversation)
        .isEqualTo(reference.get("rendered"));
  }
}
