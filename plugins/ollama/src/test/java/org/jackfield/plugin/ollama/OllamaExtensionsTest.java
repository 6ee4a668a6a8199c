package org.jackfield.plugin.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.testkit.upstream.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of fields that the canonical request has no word for. */
class OllamaExtensionsTest {
  private final OllamaFixture fixture = new OllamaFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static ChatRequest.Builder hello() {
    return ChatRequest.builder().message(Message.user("Hello"));
  }

  private Json sent(ChatRequest.Builder request, String... settings) {
    fixture.upstream.enqueue(OllamaFixture.ANSWER);
    fixture.ask(request.build(), settings);
    return fixture.upstream.lastRequest().json();
  }

  @Test
  void fields_of_ollama_s_own_that_are_set_in_java_go_out() {
    Json sent =
        sent(
            hello()
                .sampling(Sampling.NONE.withTemperature(0.5))
                .extensions(
                    Extensions.of(Map.of("options", "{\"mirostat\":1}", "keep_alive", "\"1h\""))));

    assertThat(sent.at("/options")).isEqualTo(Json.parse("{\"temperature\":0.5,\"mirostat\":1}"));
    assertThat(sent.at("/keep_alive").text()).isEqualTo("1h");
    assertThat(
            sent(
                    hello().extensions(Extensions.of(Map.of("options", "{\"num_ctx\":512}"))),
                    "num_ctx",
                    "4096")
                .at("/options"))
        .isEqualTo(Json.parse("{\"num_ctx\":512}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model|\"x\"|'model' is there twice",
        "options|{\"temperature\":1}|'temperature' is there twice",
        "options|1|'options' is there twice",
        "api_base|\"http://x\"|'api_base' is not allowed",
        "raw|{|'raw' is not valid",
      })
  void fields_that_are_there_twice_or_choose_a_route_are_refused(
      String name, String json, String why) {
    ChatRequest request =
        hello()
            .sampling(Sampling.NONE.withTemperature(0.5))
            .extensions(Extensions.of(Map.of(name, json)))
            .build();

    assertThatThrownBy(() -> fixture.ask(request))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
        .hasMessageContaining(why);
    assertThat(fixture.upstream.requests()).isZero();
  }

  /** As a client of another protocol sends it, by the gateway. */
  private record OtherWire(ChatRequest.Builder decode) implements WireBody {
    @Override
    public Protocol protocol() {
      return Protocol.OPENAI_CHAT;
    }

    @Override
    public byte[] bytes() {
      return new byte[0];
    }

    @Override
    public WireBody with(String field, String json) {
      return this;
    }

    @Override
    public WireBody without(String field) {
      return this;
    }

    @Override
    public WireBody apply(ChatRequest changed, Set<ChatRequest.Field> touched) {
      return this;
    }

    @Override
    public boolean says(ChatRequest.Field field) {
      return true;
    }
  }

  private static ChatRequest received(String field, String json) {
    return ChatRequest.received(
        new OtherWire(hello().extensions(Extensions.of(Map.of(field, json)))),
        "",
        ChatRequest.Delivery.WHOLE);
  }

  @Test
  void foreign_fields_are_noted_or_refused() {
    fixture.upstream.otherwise(OllamaFixture.ANSWER);
    fixture.ask(received("user", "\"u1\""));
    assertThat(fixture.attempt.notes()).singleElement().asString().contains("'user'");

    assertThatThrownBy(() -> fixture.ask(received("logit_bias", "{\"5\":1}")))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
  }
}
