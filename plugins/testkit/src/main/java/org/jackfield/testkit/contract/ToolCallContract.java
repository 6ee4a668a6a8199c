package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.testkit.TestingAttempt;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Tool calls make the round trip, streamed or in one piece. Has tests only for a backend that
 * declares {@link Behaviour#TOOLS}; {@link ChatContract} proves that any other one refuses them.
 * How tools and results go out, {@link RequestContract} says.
 */
public abstract class ToolCallContract extends DialectTest {
  private static final String PARIS = "{\"city\":\"Paris\",\"days\":3}";
  private static final String BROKEN = "{\"city\":\"Pari";
  private static final Answer.Call WEATHER = new Answer.Call("call_1", "get_weather", PARIS);
  private static final Answer.Call NEXT =
      new Answer.Call("call_2", "get_weather", "{\"city\":\"Z\u00fcrich\"}");

  private record Called(String id, String name, String argumentsJson) {
    /** The arguments as JSON; none at all are an empty object. */
    Json arguments() {
      return Json.parse(argumentsJson.isBlank() ? "{}" : argumentsJson);
    }
  }

  @TestFactory
  Stream<DynamicTest> tools() {
    if (!dialect().behaviours().contains(Behaviour.TOOLS)) {
      return Stream.of();
    }
    Map<String, Executable> tests = new LinkedHashMap<>();
    inEveryWay(
        tests, "a call arrives with its name and arguments", Answer.calls(WEATHER), this::oneCall);
    inEveryWay(tests, "several calls are told apart", Answer.calls(WEATHER, NEXT), this::bothCalls);
    tests.put("calls whose arguments come in turns are told apart", this::interleavedCalls);
    inEveryWay(
        tests,
        "a call may follow text",
        Answer.calls(WEATHER).after(new Answer.Text("Let me look that up.")),
        this::callAfterText);
    inEveryWay(
        tests,
        "a call may have no arguments",
        Answer.calls(new Answer.Call("call_1", "get_time", "{}")),
        this::callWithoutArguments);
    tests.put("arguments that are no JSON are not made up for", this::brokenArguments);
    tests.put("a call and its result go back", this::roundTrip);
    tests.put("a call with broken arguments goes back as it is or not at all", this::brokenHistory);
    return tests.entrySet().stream()
        .map(
            test ->
                dynamicTest(
                    test.getKey(),
                    () -> {
                      startUpstream();
                      test.getValue().execute();
                    }));
  }

  /** What becomes of an answer, whichever way it comes. */
  private interface Reading {
    void check(List<Chunk> chunks);
  }

  private void inEveryWay(
      Map<String, Executable> tests, String name, Answer answer, Reading reading) {
    replies(answer)
        .forEach((way, reply) -> tests.put(name + ", " + way, () -> reading.check(asked(reply))));
  }

  private List<Chunk> asked(Reply reply) {
    upstream().enqueue(reply);
    return ask(chat(), Behaviour.TOOLS.request());
  }

  private void oneCall(List<Chunk> chunks) {
    assertThat(calls(chunks))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.id()).isNotBlank();
              assertThat(call.name()).isEqualTo("get_weather");
              assertThat(call.arguments()).isEqualTo(Json.parse(PARIS));
            });
    assertThat(finish(chunks).reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  private void bothCalls(List<Chunk> chunks) {
    List<Called> calls = calls(chunks);

    assertThat(calls)
        .extracting(Called::arguments)
        .containsExactly(Json.parse(PARIS), Json.parse(NEXT.argumentsJson()));
    assertThat(calls).extracting(Called::id).doesNotContain("").doesNotHaveDuplicates();
  }

  private void interleavedCalls() {
    dialect()
        .interleaved(List.of(WEATHER, NEXT))
        .ifPresent(frames -> bothCalls(asked(streamed(frames))));
  }

  private void callAfterText(List<Chunk> chunks) {
    assertThat(text(chunks)).isEqualTo("Let me look that up.");
    assertThat(calls(chunks)).hasSize(1);
  }

  private void callWithoutArguments(List<Chunk> chunks) {
    assertThat(calls(chunks))
        .singleElement()
        .satisfies(call -> assertThat(call.arguments()).isEqualTo(Json.parse("{}")));
  }

  /** The model's own words, for the caller to judge; or an error where the protocol breaks. */
  private void brokenArguments() {
    upstream().enqueue(reply(Answer.calls(new Answer.Call("call_1", "get_weather", BROKEN))));

    try {
      assertThat(calls(ask(chat(), Behaviour.TOOLS.request())))
          .singleElement()
          .extracting(Called::argumentsJson)
          .isEqualTo(BROKEN);
    } catch (BackendException e) {
      hasCode(e, ErrorCode.PROTOCOL);
    }
  }

  private void roundTrip() {
    upstream().enqueue(reply(Answer.text("It rains in Paris.")));

    assertThat(text(ask(chat(), conversation("{\"city\":\"Paris\"}"))))
        .isEqualTo("It rains in Paris.");

    assertThat(upstream().lastRequest().text())
        .containsSubsequence(
            "What is the weather in Paris?", "get_weather", "Paris", "rain, 11 degrees");
  }

  private void brokenHistory() {
    upstream().otherwise(reply(Answer.text("Where?")));

    try (ChatStream stream = chat().open(conversation(BROKEN), TestingAttempt.unlimited())) {
      drain(stream);
      assertThat(upstream().lastRequest().text())
          .as("the arguments, as they were")
          .contains(Json.quote(BROKEN));
    } catch (BackendException e) {
      hasCode(e, ErrorCode.INVALID_REQUEST);
      assertThat(upstream().received())
          .noneMatch(request -> request.target().equals(dialect().target()));
    }
  }

  private static ChatRequest conversation(String argumentsJson) {
    return ChatRequest.builder()
        .message(Message.user("What is the weather in Paris?"))
        .message(
            Message.of(
                Message.Role.ASSISTANT,
                List.of(Part.toolCall("call_1", "get_weather", argumentsJson))))
        .message(Message.toolResult("call_1", "rain, 11 degrees"))
        .tools(Behaviour.TOOLS.request().tools())
        .build();
  }

  /** The calls in the chunks, each with its joined arguments. */
  private static List<Called> calls(List<Chunk> chunks) {
    Map<Integer, Chunk.ToolCallStart> starts = new LinkedHashMap<>();
    Map<Integer, StringBuilder> arguments = new LinkedHashMap<>();
    for (Chunk chunk : chunks) {
      if (chunk instanceof Chunk.ToolCallStart start) {
        assertThat(starts.put(start.part(), start)).as("one start for each part").isNull();
        arguments.put(start.part(), new StringBuilder());
      } else if (chunk instanceof Chunk.ToolCallArguments more) {
        assertThat(arguments).as("arguments follow their start").containsKey(more.part());
        arguments.getOrDefault(more.part(), new StringBuilder()).append(more.json());
      }
    }
    List<Called> calls = new ArrayList<>();
    starts.forEach(
        (part, start) ->
            calls.add(new Called(start.id(), start.name(), String.valueOf(arguments.get(part)))));
    return calls;
  }
}
