package org.jackfield.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jackfield.server.faults.FaultGateway.SPARE;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Good statuses: over what is no answer, and over answers that say little or odd things. */
@Timeout(120)
@ExtendWith(SharedGateway.class)
class BadAnswersIT {
  private static final String HTML = "<html><body><h1>Welcome to nginx!</h1></body></html>";

  private final FaultGateway gateway;

  BadAnswersIT(FaultGateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void a_good_status_over_what_is_no_answer_is_a_502_or_the_next_backend() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Map<String, Reply> bad =
              Map.of(
                  "HTML", Reply.whole(200, "text/html", HTML),
                  "HTML that says it is JSON", Reply.json(200, HTML),
                  "an empty body", Reply.whole(200, hop.wire().contentType(), ""),
                  "an empty body without a type", Reply.head(200, "Content-Length: 0"),
                  "cut JSON", Reply.json(200, "{\"choices\":[{\"message\":{\"content\":\"Par"),
                  "JSON of something else", Reply.json(200, "{\"hello\":[1,2,3]}"),
                  "a wrong content type", Reply.whole(200, "image/png", "\u0089PNG"),
                  "half a frame", hop.provider().begun().chunk("data: {\"cho").lastChunk());
          bad.forEach(
              (name, reply) -> {
                try {
                  hop.enqueue(reply);
                  hop.unary("").isRefusal(502, "bad_upstream_response");
                  hop.enqueue(reply);
                  hop.stream("").isRefusal(502, "bad_upstream_response");
                  hop.enqueue(reply);
                  assertThat(hop.stream("or-spare").isWhole().backend()).isEqualTo(SPARE);
                } catch (IOException | AssertionError e) {
                  throw new AssertionError(name + ": " + e.getMessage(), e);
                }
              });
          assertThat(hop.chats()).hasSize(3 * bad.size());
        });
  }

  @Test
  void an_answer_of_no_tokens_is_an_answer() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Reply empty = hop.provider().streamed(hop.wire().answer());
          for (boolean stream : List.of(false, true)) {
            hop.enqueue(empty);
            Answered answer = hop.ask("or-spare", stream).isWhole();
            assertThat(answer.backend()).isEqualTo(hop.name(""));
            assertThat(answer.text()).isEmpty();
            assertThat(answer.finish()).isEqualTo("stop");
          }
        });
  }

  @Test
  void a_tool_call_alone_is_an_answer_whatever_the_provider_calls_its_end() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Wire wire = hop.wire();
          String said = wire == Wire.MESSAGES ? "tool_use" : wire.stop(); // the others say no more
          String body =
              wire.opening()
                  + wire.call("weather", "{\"city\":\"Paris\"}")
                  + wire.finish(said)
                  + wire.usage()
                  + wire.terminator();
          for (boolean stream : List.of(false, true)) {
            hop.enqueue(hop.provider().streamed(body));
            Answered answer = hop.ask("or-spare", stream).isWhole();
            assertThat(answer.tool()).isEqualTo("weather");
            assertThat(answer.text()).isEmpty();
            if (wire != Wire.CHAT_COMPLETIONS || !stream) {
              assertThat(answer.finish()).isEqualTo("tool_calls");
            }
          }
        });
  }

  @Test
  void an_unknown_finish_reason_is_kept_or_mapped() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Wire wire = hop.wire();
          String body =
              wire.opening()
                  + wire.text("Paris.")
                  + wire.finish("because")
                  + wire.usage()
                  + wire.terminator();
          for (boolean stream : List.of(false, true)) {
            hop.enqueue(hop.provider().streamed(body));
            Answered answer = hop.ask("or-spare", stream).isWhole();
            assertThat(answer.backend()).isEqualTo(hop.name(""));
            assertThat(answer.text()).isEqualTo("Paris.");
            assertThat(answer.finish()).isIn("length", "because");
          }
        });
  }

  @Test
  void unknown_events_and_fields_do_no_harm() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Wire wire = hop.wire();
          String odd =
              switch (wire) {
                case CHAT_COMPLETIONS ->
                    "event: news\ndata: {\"id\":\"up-1\",\"object\":\"chat.completion.news\","
                        + "\"choices\":[],\"obfuscation\":\"x7\"}\n\n";
                case MESSAGES ->
                    "event: news\ndata: {\"type\":\"news\",\"index\":0,\"what\":{}}\n\n"
                        + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                        + "\"index\":0,\"delta\":{\"type\":\"news_delta\",\"news\":1}}\n\n";
                case GENERATE_CONTENT ->
                    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"news\":{}}],\"role\":"
                        + "\"model\"},\"index\":0}],\"news\":1}\r\n\r\n";
                case OLLAMA ->
                    "{\"model\":\"served\",\"message\":{\"role\":\"assistant\",\"content\":\"\","
                        + "\"news\":1},\"done\":false,\"news\":{}}\n";
              };
          String body = wire.opening() + odd + wire.text("Paris.") + odd + wire.ending();
          for (boolean stream : List.of(false, true)) {
            hop.enqueue(hop.provider().streamed(body));
            assertThat(hop.ask("", stream).isWhole().text()).isEqualTo("Paris.");
          }
        });
  }

  @Test
  void a_refusal_in_words_is_passed_on_as_one() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Wire wire = hop.wire();
          switch (wire) {
            case CHAT_COMPLETIONS -> {
              hop.enqueue(
                  Reply.json(
                      200,
                      "{\"id\":\"up-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":"
                          + "\"served\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                          + "\"assistant\",\"content\":null,\"refusal\":\"I cannot.\"},"
                          + "\"finish_reason\":\"stop\"}]}"));
              Answered answer = hop.unary("").isWhole();
              assertThat(answer.field("refusal")).isEqualTo("I cannot.");
              assertThat(answer.json().at("/choices/0/message/content").isNull()).isTrue();
            }
            case MESSAGES -> {
              String refusal =
                  wire.opening() + wire.text("I ") + wire.finish("refusal") + wire.terminator();
              hop.enqueue(hop.provider().streamed(refusal));
              assertThat(hop.unary("").isWhole().finish()).isEqualTo("content_filter");
            }
            case GENERATE_CONTENT -> {
              hop.enqueue(
                  hop.provider()
                      .streamed(
                          "data: {\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},"
                              + "\"usageMetadata\":{\"promptTokenCount\":7}}\r\n\r\n"));
              Answered blocked = hop.stream("or-spare");
              assertThat(blocked.backend()).isNotEqualTo(SPARE);
              assertThat(blocked.body()).contains("content_filter");
            }
            case OLLAMA -> {} // its protocol knows no refusal
          }
        });
  }

  @Test
  void usage_is_told_once_in_every_mode_and_never_made_up_where_it_is_missing() throws Exception {
    gateway.forEachProvider(
        hop -> {
          Wire wire = hop.wire();
          String with = ",\"stream_options\":{\"include_usage\":true}";
          Reply told = hop.provider().streamed(wire.answer("Paris."));
          hop.enqueue(told).enqueue(told).enqueue(told);
          assertThat(hop.unary("").isWhole().usage()).isEqualTo("7+5");
          assertThat(hop.ask(Hop.body(hop.name(""), true, with)).isWhole().usage())
              .isEqualTo("7+5");
          assertThat(hop.stream("").isWhole().usage()).isEmpty();

          Reply untold = hop.provider().streamed(without(wire));
          hop.enqueue(untold).enqueue(untold);
          assertThat(hop.unary("").isWhole().usage()).isIn("", "7+"); // of the prompt, if at all
          assertThat(hop.ask(Hop.body(hop.name(""), true, with)).isWhole().usage())
              .doesNotContain("5", "0");
        });
  }

  /** An answer that ends without telling what it took. */
  private static String without(Wire wire) {
    String body = wire.opening() + wire.text("Paris.") + wire.finish(wire.stop());
    return body.replaceAll(",\"usage\":\\{[^}]*}", "")
            .replaceAll(",\"usageMetadata\":\\{[^}]*}", "")
            .replaceAll(",\"(prompt_)?eval_count\":\\d+", "")
        + wire.terminator();
  }

  @Test
  void usage_in_an_unusual_place_is_found() throws Exception {
    gateway.forEachProvider(
        hop -> {
          if (hop.wire() != Wire.CHAT_COMPLETIONS) {
            return; // the others tell it in the frame of the finish, which the test above has
          }
          String usage = ",\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}\n\n";
          String finish = hop.wire().finish("stop").replaceFirst("}\n\n$", usage);
          String body =
              hop.wire().opening() + hop.wire().text("Paris.") + finish + hop.wire().terminator();
          hop.enqueue(hop.provider().streamed(body));
          assertThat(hop.unary("").isWhole().usage()).isEqualTo("7+5");
        });
  }
}
