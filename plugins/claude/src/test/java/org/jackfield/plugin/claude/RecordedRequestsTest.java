package org.jackfield.plugin.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jackfield.anthropicwire.AnthropicRequestBody;
import org.jackfield.anthropicwire.AnthropicRequestWriter;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Recording;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Requests that real clients sent to servers of the Messages API, read, changed and sent on. */
class RecordedRequestsTest {
  private static final Path ROOT = Path.of("src", "test", "resources", "wire");
  private static final List<String> SERVERS = List.of("litellm", "llama-server", "ollama", "vllm");

  @TestFactory
  Stream<DynamicTest> every_recorded_request_is_read_or_refused_with_reason() {
    return SERVERS.stream()
        .flatMap(
            server ->
                Recording.loadAll(ROOT.resolve(server)).stream()
                    .filter(RecordedRequestsTest::chat)
                    .map(
                        recording ->
                            dynamicTest(
                                server + "/" + recording.name(), () -> readOrRefused(recording))));
  }

  private static boolean chat(Recording recording) {
    return recording.meta().at("/requests/0/path").text().equals("/v1/messages")
        && recording.meta().at("/requests/0/method").text().equals("POST");
  }

  private static void readOrRefused(Recording recording) {
    byte[] sent = sent(recording);
    Throwable refusal = catchThrowable(() -> AnthropicRequestBody.read(sent));
    if (refusal == null) {
      goesOn(sent);
      return;
    }
    assertThat(refusal)
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              // Servers that stand in for the API answer to messages that it documents as wrong.
              boolean ofMessages = error.parameter().orElse("").startsWith("messages");
              assertThat(ofMessages || !answered(recording)).as(error.message()).isTrue();
            });
  }

  private static boolean answered(Recording recording) {
    return recording
        .outcome()
        .find("/error_class")
        .map(Object::toString)
        .filter(word -> !word.equals("null"))
        .isEmpty();
  }

  /** Untouched it keeps every byte; changed, only what was changed. */
  private static void goesOn(byte[] sent) {
    AnthropicRequestBody body = AnthropicRequestBody.read(sent);
    ChatRequest request = body.request();
    assertThat(wire(request)).isSameAs(sent);

    List<Message> more = new ArrayList<>(request.messages());
    more.add(Message.user("And of Italy?"));
    ChatRequest changed = request.withModel("another").withMessages(more);
    AnthropicRequestBody spliced = AnthropicRequestBody.read(wire(changed));

    assertThat(spliced.request().messages()).isEqualTo(changed.messages());
    assertThat(spliced.request().extensions()).isEqualTo(request.extensions());
    for (String field : body.fields()) {
      if (!field.equals("model") && !field.equals("messages")) {
        assertThat(spliced.json(field)).as(field).isEqualTo(body.json(field));
      }
    }
    String turns = body.json("messages").orElseThrow();
    assertThat(spliced.json("messages").orElseThrow())
        .startsWith(turns.substring(0, turns.length() - 1));
  }

  private static byte[] wire(ChatRequest request) {
    return request.wire(Protocol.ANTHROPIC_MESSAGES).orElseThrow().bytes();
  }

  private static byte[] sent(Recording recording) {
    return recording.requestBody().getBytes(StandardCharsets.UTF_8);
  }

  @TestFactory
  Stream<DynamicTest> every_recorded_request_says_the_same_when_it_is_written_anew() {
    return SERVERS.stream()
        .flatMap(
            server ->
                Recording.loadAll(ROOT.resolve(server)).stream()
                    .filter(RecordedRequestsTest::chat)
                    .filter(
                        recording ->
                            catchThrowable(() -> AnthropicRequestBody.read(sent(recording)))
                                == null)
                    .map(
                        recording ->
                            dynamicTest(
                                server + "/" + recording.name(),
                                () -> saysTheSame(sent(recording)))));
  }

  private static void saysTheSame(byte[] sent) {
    ChatRequest read = AnthropicRequestBody.read(sent).decode().thinking(Thinking.NONE).build();
    if (said(read).isEmpty()) {
      return;
    }
    byte[] written =
        new AnthropicRequestWriter(read, "claude", TestingAttempt.unlimited())
            .chat("m", thinking -> 9);
    ChatRequest again = AnthropicRequestBody.read(written).request();

    assertThat(said(again)).isEqualTo(said(read));
    assertThat(again.tools()).isEqualTo(read.tools());
    assertThat(again.toolChoice()).isEqualTo(read.toolChoice());
    assertThat(again.responseFormat()).isEqualTo(read.responseFormat());
    assertThat(again.limits().stop()).isEqualTo(read.limits().stop());
  }

  /** What was said in the conversation; turns of one side are put together, and empty text goes. */
  private static List<Part> said(ChatRequest request) {
    return request.messages().stream()
        .filter(message -> message.role() != Message.Role.SYSTEM)
        .flatMap(message -> message.parts().stream())
        .filter(part -> !part.equals(Part.text("")))
        .toList();
  }
}
