package org.jackfield.chattemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may hand to a template. */
class TemplateInputTest {
  private static String render(String template, TemplateInput.Builder input) {
    return ChatTemplate.compile(template).render(input.build()).text();
  }

  @Test
  void javaValuesBecomePythonValues() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("string", "s");
    values.put("long", 1L);
    values.put("int", 2);
    values.put("short", (short) 3);
    values.put("byte", (byte) 4);
    values.put("big", BigInteger.valueOf(5));
    values.put("double", 6.0);
    values.put("float", 0.1f);
    values.put("decimal", new BigDecimal("1.50"));
    values.put("boolean", true);
    values.put("null", null);
    values.put("list", List.of("a", 1));
    values.put("map", Map.of("k", List.of()));
    assertThat(render("{{ x }}", TemplateInput.builder().variable("x", values)))
        .isEqualTo(
            "{'string': 's', 'long': 1, 'int': 2, 'short': 3, 'byte': 4, 'big': 5, 'double': 6.0,"
                + " 'float': 0.1, 'decimal': 1.5, 'boolean': True, 'null': None, 'list': ['a', 1],"
                + " 'map': {'k': []}}");
  }

  @Test
  void otherTypesAreRefusedWithTheirPlace() {
    TemplateInput.Builder input = TemplateInput.builder().message("user", "a");
    Map<String, Object> message =
        Map.of("role", "user", "content", List.of(Map.of("x", Thread.class)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.message(message))
        .withMessageContaining("messages[1].content[0].x is a java.lang.Class");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.variable("m", Map.of(1, 2)))
        .withMessageContaining("m has a key that is no string");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.variable("n", BigInteger.TWO.pow(64)))
        .withMessageContaining("n is an integer beyond 64 bits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "messages",
        "tools",
        "documents",
        "add_generation_prompt",
        "bos_token",
        "eos_token"
      })
  void variablesOfTheProtocolCannotBeOverridden(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemplateInput.builder().variable(name, "x"))
        .withMessageContaining(name);
  }

  @Test
  void whatIsNotGivenHasTransformersDefaults() {
    assertThat(
            render(
                "{{ tools }} {{ documents }} {{ messages }} {{ add_generation_prompt }}"
                    + " {{ bos_token is defined }}",
                TemplateInput.builder()))
        .isEqualTo("None None [] True False");
  }

  @Test
  void everySetterReachesTheTemplate() {
    TemplateInput.Builder input =
        TemplateInput.builder()
            .messages(List.of(Map.of("role", "system", "content", "S")))
            .message("user", "U")
            .tools(List.of(Map.of("name", "t")))
            .documents(List.of(Map.of("title", "d")))
            .addGenerationPrompt(false)
            .bosToken("<s>")
            .eosToken("</s>")
            .variable("enable_thinking", false)
            .clock(Clock.fixed(Instant.parse("2026-12-31T23:30:00Z"), ZoneId.of("Asia/Tokyo")));
    assertThat(
            render(
                "{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }} {% endfor %}"
                    + "{{ tools[0].name }}{{ documents[0].title }}{{ add_generation_prompt }}"
                    + "{{ enable_thinking }}{{ strftime_now('%d %B %Y') }}{{ eos_token }}",
                input))
        .isEqualTo("<s>system:S user:U tdFalseFalse01 January 2027</s>");
  }

  @Test
  void reasoningIsFoundUnderTheNamesThatTemplatesRead() {
    for (String name : List.of("reasoning_content", "thinking", "reasoning")) {
      assertThat(
              render(
                  "{{ messages[0].thinking }} {{ messages[0].reasoning_content }}",
                  TemplateInput.builder().message(Map.of("role", "assistant", name, "why"))))
          .isEqualTo("why why");
    }
    assertThat(render("{{ messages[0] }}", TemplateInput.builder().message("user", "x")))
        .isEqualTo("{'role': 'user', 'content': 'x'}");
  }

  @Test
  void laterChangesOfTheCallersMapsHaveNoEffect() {
    List<String> list = new ArrayList<>(List.of("a"));
    Map<String, Object> message = new HashMap<>(Map.of("role", "user", "content", list));
    TemplateInput input = TemplateInput.builder().message(message).build();
    list.add("b");
    message.put("content", "changed");
    assertThat(ChatTemplate.compile("{{ messages[0].content }}").render(input).text())
        .isEqualTo("['a']");
  }

  @Test
  void aBuilderMayGoOnAfterBuild() {
    TemplateInput.Builder builder = TemplateInput.builder().message("user", "1");
    TemplateInput first = builder.build();
    TemplateInput second = builder.message("user", "2").build();
    ChatTemplate template = ChatTemplate.compile("{{ messages | length }}");
    assertThat(template.render(first).text()).isEqualTo("1");
    assertThat(template.render(second).text()).isEqualTo("2");
  }

  @Test
  void oneTemplateAndInputServeManyThreads() throws Exception {
    String source = Fixtures.text("transformers/templates/qwen3.jinja");
    ChatTemplate template = ChatTemplate.compile(source);
    TemplateInput.Builder builder = TemplateInput.builder();
    for (int i = 0; i < 20; i++) {
      builder.message("user", "Zürich 😀 " + i).message("assistant", "<think>t</think>answer " + i);
    }
    TemplateInput input = builder.message("user", "last").build();
    RenderedPrompt expected = template.render(input);
    Callable<RenderedPrompt> task = () -> template.render(input);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<RenderedPrompt>> tasks = java.util.Collections.nCopies(200, task);
      for (Future<RenderedPrompt> result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }
}
