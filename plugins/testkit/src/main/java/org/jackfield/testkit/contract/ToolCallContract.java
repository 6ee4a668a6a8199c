package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Chunk;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.testkit.upstream.Json;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Tool calls make the round trip. Has tests only for a backend that declares {@link
 * Behaviour#TOOLS}; {@link ChatContract} proves that any other one refuses them.
 */
public abstract class ToolCallContract extends DialectTest {
  private static final String PARIS = "{\"city\":\"Paris\",\"days\":3}";
  private static final Answer.Call WEATHER = new Answer.Call("call_1", "get_weather", PARIS);
  private static final Answer.Call NEXT =
      new Answer.Call("call_2", "get_weather", "{\"city\":\"Z\u00fcrich\"}");

  private record Called(String id, String name, Json arguments) {}

  @TestFactory
  Stream<DynamicTest> tools() {
    if (!dialect().behaviours().contains(Behaviour.TOOLS)) {
      return Stream.of();
    }
    Map<String, Executable> tests = new LinkedHashMap<>();
    tests.put("a call arrives with its name and arguments", this::oneCall);
    tests.put("several calls are told apart", this::severalCalls);
    tests.put("a call may follow text", this::callAfterText);
    tests.put("a call may have no arguments", this::callWithoutArguments);
    tests.put("a call and its result go back", this::roundTrip);
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

  private void oneCall() {
    upstream().enqueue(reply(Answer.calls(WEATHER)));

    List<Chunk> chunks = ask(chat(), Behaviour.TOOLS.request());

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

  private void severalCalls() {
    upstream().enqueue(reply(Answer.calls(WEATHER, NEXT)));

    List<Called> calls = calls(ask(chat(), Behaviour.TOOLS.request()));

    assertThat(calls)
        .extracting(Called::arguments)
        .containsExactly(Json.parse(PARIS), Json.parse(NEXT.argumentsJson()));
    assertThat(calls).extracting(Called::id).doesNotHaveDuplicates();
  }

  private void callAfterText() {
    upstream().enqueue(reply(Answer.calls(WEATHER).after(new Answer.Text("Let me look that up."))));

    List<Chunk> chunks = ask(chat(), Behaviour.TOOLS.request());

    assertThat(text(chunks)).isEqualTo("Let me look that up.");
    assertThat(calls(chunks)).hasSize(1);
  }

  private void callWithoutArguments() {
    upstream().enqueue(reply(Answer.calls(new Answer.Call("call_1", "get_time", "{}"))));

    assertThat(calls(ask(chat(), Behaviour.TOOLS.request())))
        .singleElement()
        .satisfies(call -> assertThat(call.arguments()).isEqualTo(Json.parse("{}")));
  }

  private void roundTrip() {
    upstream().enqueue(reply(Answer.text("It rains in Paris.")));
    ChatRequest request =
        ChatRequest.builder()
            .message(Message.user("What is the weather in Paris?"))
            .message(
                Message.of(
                    Message.Role.ASSISTANT,
                    List.of(Part.toolCall("call_1", "get_weather", "{\"city\":\"Paris\"}"))))
            .message(Message.toolResult("call_1", "rain, 11 degrees"))
            .tools(Behaviour.TOOLS.request().tools())
            .build();

    assertThat(text(ask(chat(), request))).isEqualTo("It rains in Paris.");

    assertThat(upstream().lastRequest().text())
        .containsSubsequence(
            "What is the weather in Paris?", "get_weather", "Paris", "rain, 11 degrees");
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
            calls.add(
                new Called(
                    start.id(), start.name(), Json.parse(String.valueOf(arguments.get(part))))));
    return calls;
  }
}
