package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jackfield.openaiwire.Recordings.Exchange;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.http.HttpTransport;
import org.jackfield.testkit.TestingAttempt;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What real clients sent, read as a server reads it, and sent on as a backend sends it. */
class RecordedRequestsTest {
  /** Kinds of recordings that are about requests which make no sense, or not much. */
  private static final Set<String> ODD = Set.of("error", "edge", "limits", "framing", "json");

  @TestFactory
  Stream<DynamicTest> a_request_goes_on_byte_for_byte() {
    return read(this::goesOn);
  }

  private void goesOn(Exchange recorded, ChatRequest request) {
    byte[] sent = recorded.request().body();
    assertThat(request.wire(Protocol.OPENAI_CHAT).orElseThrow().bytes()).isEqualTo(sent);

    OpenAiRequestBody asked = OpenAiRequestBody.read(sent);
    OpenAiRequestBody passed = OpenAiRequestBody.read(passedOn(request));

    assertThat(passed.includeUsage()).isEqualTo(asked.stream() || asked.includeUsage());
    OpenAiRequestBody unpatched =
        asked.json("stream_options").isPresent()
            ? passed.with("stream_options", asked.json("stream_options").get())
            : passed.without("stream_options");
    OpenAiRequestBody named = asked.model().isEmpty() ? unpatched.without("model") : unpatched;
    assertThat(new String(named.bytes(), StandardCharsets.UTF_8)).isEqualTo(recorded.requestText());
  }

  private static byte[] passedOn(ChatRequest request) {
    List<byte[]> sent = new ArrayList<>();
    HttpTransport keeping =
        (call, attempt) -> {
          sent.add(call.body());
          throw new BackendException(ErrorCode.UNAVAILABLE, "Nobody is there.");
        };
    OpenAiEndpoint endpoint = OpenAiEndpoint.of("b", URI.create("http://localhost/v1"), "m");
    try (var _ =
        new OpenAiChat(new OpenAiCalls(endpoint, keeping, InstantSource.system()))
            .open(request, TestingAttempt.unlimited())) {
      throw new AssertionError("Nobody was there, and answered.");
    } catch (BackendException nobody) {
      return sent.getFirst();
    }
  }

  @TestFactory
  Stream<DynamicTest> a_request_written_anew_says_the_same() {
    return read(RecordedRequestsTest::saysTheSame);
  }

  private static void saysTheSame(Exchange recorded, ChatRequest request) {
    List<String> notes = new ArrayList<>();
    String model = request.model().isEmpty() ? "m" : request.model();
    byte[] written =
        OpenAiRequestWriter.write(
            request,
            model,
            request.delivery() == ChatRequest.Delivery.STREAM,
            OpenAiEndpoint.of("x", URI.create("http://localhost/v1"), "m"),
            notes::add);

    assertThat(new String(written, StandardCharsets.UTF_8)).doesNotContain(":null");
    assertThat(new RequestSpliceTest().canonical(OpenAiRequestBody.read(written).request()))
        .isEqualTo(new RequestSpliceTest().canonical(request.withModel(model)));
    assertThat(notes).isEmpty();
  }

  private static Stream<DynamicTest> read(BiConsumer<Exchange, ChatRequest> check) {
    return Recordings.all()
        .filter(Exchange::chat)
        .filter(Exchange::post)
        .map(
            recorded ->
                dynamicTest(
                    recorded.toString(),
                    () -> {
                      ChatRequest request;
                      try {
                        request = OpenAiRequestBody.read(recorded.request().body()).request();
                        var _ = request.messages();
                      } catch (BackendException refused) {
                        checkRefusal(recorded, refused);
                        return;
                      }
                      check.accept(recorded, request);
                    }));
  }

  /** We refuse what makes no sense; where servers are kinder, it is still no ordinary request. */
  private static void checkRefusal(Exchange recorded, BackendException refused) {
    assertThat(refused.code()).as(refused.message()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(recorded.kind()).as(refused.message()).isIn(ODD);
  }
}
