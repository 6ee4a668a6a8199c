package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one provider does otherwise than the others, and would otherwise go wrong in silence. */
@Timeout(120)
@ExtendWith(SharedGateway.class)
class ProviderTrapsIT {
  private static final String SCHEMA =
      ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"city\",\"schema\":"
          + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":"
          + "[\"city\"]}}}";
  private static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
          + "{\"type\":\"object\"}}}]";

  private final FaultGateway gateway;

  ProviderTrapsIT(FaultGateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void ollama_is_told_to_refuse_a_prompt_that_is_too_long_rather_than_drop_its_beginning()
      throws Exception {
    gateway.forEach(
        List.of(Provider.OLLAMA_SERVER),
        hop -> {
          hop.enqueue(hop.provider().streamed(hop.wire().answer("Paris.")));
          hop.unary("").isWhole();
          String asked = hop.chats().getFirst().text();
          assertThat(asked).contains("\"truncate\":false", "\"shift\":false");
        });
  }

  @Test
  void vllm_is_not_sent_a_wish_that_it_would_ignore() throws Exception {
    gateway.forEach(
        List.of(Provider.VLLM),
        hop -> {
          Answered refused =
              hop.ask(Hop.body("vllm", false, ",\"guided_json\":{\"type\":\"object\"}"));
          assertThat(refused.status()).isEqualTo(400);
          assertThat(refused.message()).contains("guided_json");
          assertThat(hop.chats()).isEmpty();
        });
  }

  @Test
  void a_server_that_ignores_the_format_does_not_get_away_with_it() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Reply wrong = hop.provider().streamed(hop.wire().answer("It is Paris."));
          hop.enqueue(wrong).enqueue(wrong); // it is asked once to mend its answer
          Answered refused = hop.ask(Hop.body(hop.name(""), false, SCHEMA));
          assertThat(refused.status()).isEqualTo(502);
          assertThat(refused.error().path("param").asString()).isEqualTo("response_format");
          assertThat(hop.chats()).hasSize(2);

          hop.enqueue(wrong)
              .enqueue(hop.provider().streamed(hop.wire().answer("{\"city\":\"P\"}")));
          Answered mended = hop.ask(Hop.body(hop.name(""), false, SCHEMA)).isWhole();
          assertThat(mended.text()).contains("\"city\"");
          assertThat(mended.header("x-jackfield-structured").orElseThrow()).contains("repaired");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TOOLS + ",\"tool_choice\":\"required\"",
        TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}",
        ",\"temperature\":0.5",
        ",\"top_p\":0.5",
        ",\"reasoning_effort\":\"none\"",
      })
  void what_a_claude_model_refuses_is_refused_before_it_is_asked(String wish) throws Exception {
    gateway.forEach(
        List.of(Provider.CLAUDE),
        hop -> {
          hop.ask(Hop.body("claude:claude-opus-5-5", false, wish)).isRefusal(400, "unsupported");
          assertThat(hop.chats()).isEmpty();
        });
  }

  @Test
  void thinking_without_claudes_signature_is_not_sent_to_claude() throws Exception {
    String conversation =
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":"
            + "\"assistant\",\"content\":\"Hello.\",\"reasoning_content\":\"Deep thought.\"},"
            + "{\"role\":\"user\",\"content\":\"And now?\"}]}";
    gateway.forEach(
        List.of(Provider.CLAUDE),
        hop -> {
          hop.enqueue(hop.provider().streamed(hop.wire().answer("Paris.")));
          hop.ask(conversation.formatted(hop.name(""))).isWhole();
          assertThat(hop.chats().getFirst().text())
              .contains("And now?")
              .doesNotContain("Deep thought.");
        });
  }

  @Test
  void thinking_is_kept_apart_from_the_answer() throws Exception {
    gateway.forEachProvider(
        hop -> {
          if (hop.wire() == Wire.MESSAGES) {
            return; // its blocks have an order of their own; the plugin's contract has it
          }
          Wire wire = hop.wire();
          String body =
              wire.opening() + wire.thinking("Deep thought.") + wire.text("42") + wire.ending();
          for (boolean stream : List.of(false, true)) {
            hop.enqueue(hop.provider().streamed(body));
            Answered answer = hop.ask("", stream).isWhole();
            assertThat(answer.text()).isEqualTo("42");
            assertThat(answer.field("reasoning_content")).isEqualTo("Deep thought.");
          }
        });
  }

  @Test
  void claudes_usage_counts_up_and_is_not_added_up() throws Exception {
    gateway.forEach(
        List.of(Provider.CLAUDE),
        hop -> {
          String early =
              "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
                  + "null},\"usage\":{\"output_tokens\":3}}\n\n";
          Wire wire = hop.wire();
          hop.enqueue(
              hop.provider()
                  .streamed(wire.opening() + wire.text("Paris.") + early + wire.ending()));
          assertThat(hop.unary("").isWhole().usage()).isEqualTo("7+5");
        });
  }

  /** Bytes of the protocol that the client speaks itself go on as the client wrote them. */
  @Test
  void no_provider_is_sent_a_null_but_the_clients_own() throws Exception {
    String nulls =
        ",\"stop\":null,\"tools\":null,\"seed\":null,\"top_p\":null,\"response_format\":null,"
            + "\"user\":null,\"tool_choice\":null,\"max_tokens\":null";
    gateway.forEachProvider(
        hop -> {
          hop.enqueue(hop.provider().streamed(hop.wire().answer("Paris.")));
          hop.ask(Hop.body(hop.name(""), true, nulls)).isWhole();
          String sent = hop.chats().getFirst().text();
          assertThat(sent.split("null", -1))
              .as(sent)
              .hasSize(hop.wire() == Wire.CHAT_COMPLETIONS ? nulls.split("null", -1).length : 1);
        });
  }
}
