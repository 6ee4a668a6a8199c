package org.jackfield.engine.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Families and figures by the names that models have in the wild. */
class ModelFamiliesTest {
  @ParameterizedTest
  @CsvSource({
    "mistral:7b, mistral, 0.1, 4000",
    "models/mistral-7b-q4.gguf, mistral, 0.1, 4000",
    "mistralai/Mistral-7B-Instruct-v0.3, mistral, 0.1, 4000",
    "Meta-Llama-3.1-8B-Instruct, llama, 0.1, 8000",
    "llama3.1:8b-instruct-q4_K_M, llama, 0.1, 8000",
    "phi3:mini, phi, 0.2, 2000",
    "microsoft/Phi-3.5-mini-instruct, phi, 0.2, 2000",
    "llama3.2:1b, llama, , ",
    "mistral-large-latest, mistral, , ",
    "qwen2.5-7b, qwen, , ",
    "smollm2-135m-instruct, smollm, , ",
    "gemma-2-9b-it, gemma, , ",
    "gpt-4o, gpt, , ",
    "/models/llama/weights.gguf, llama, , ",
    "deepseek-r1-distill-llama-8b, deepseek, , ",
    "dolphin, , , ",
    "support-bot, , , ",
    "'', , , "
  })
  void a_model_s_name_tells_its_family_and_perhaps_its_figures(
      String model, String family, Double temperature, Integer maxTokens) {
    ModelFamilies families = ModelFamilies.shipped();
    assertThat(families.of(model).orElse(null)).isEqualTo(family);
    AnswerDefaults defaults = families.defaults(model);
    assertThat(defaults.temperature().isPresent() ? defaults.temperature().getAsDouble() : null)
        .isEqualTo(temperature);
    assertThat(defaults.maxTokens().isPresent() ? defaults.maxTokens().getAsInt() : null)
        .isEqualTo(maxTokens);
  }

  @Test
  void a_configuration_tells_the_family_of_a_name_that_tells_none() {
    ModelFamilies families =
        ModelFamilies.shipped().with(Map.of("support-bot", "mistral", "mistral:7b", "ours"));
    assertThat(families.of("support-bot")).contains("mistral");
    assertThat(families.of("mistral:7b")).contains("ours");
    assertThat(families.names()).contains("ours", "mistral", "phi");
  }
}
