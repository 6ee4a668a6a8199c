package org.jackfield.anthropicwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.testkit.contract.SpliceContract;
import org.junit.jupiter.api.Test;

/** Same-protocol hops of the Messages API. */
class RequestSpliceTest extends SpliceContract {
  @Override
  protected Protocol protocol() {
    return Protocol.ANTHROPIC_MESSAGES;
  }

  @Override
  protected RandomRequest random(Random random) {
    return new RandomRequest(random);
  }

  @Override
  protected ChatRequest read(byte[] json) {
    return AnthropicRequestBody.read(json).request();
  }

  @Override
  protected Optional<String> json(byte[] body, String field) {
    return AnthropicRequestBody.read(body).json(field);
  }

  @Test
  void what_is_set_to_what_it_was_keeps_every_byte() {
    for (int seed = 0; seed < 500; seed++) {
      byte[] json = new RandomRequest(new Random(seed)).json();
      ChatRequest request = AnthropicRequestBody.read(json).request();

      ChatRequest same =
          request
              .withMessages(request.messages())
              .withTools(request.tools())
              .withToolChoice(request.toolChoice())
              .withSampling(request.sampling())
              .withLimits(request.limits())
              .withThinking(request.thinking())
              .withResponseFormat(request.responseFormat())
              .withExtensions(request.extensions());

      String compact = text(bytes(same));
      assertThat(AnthropicRequestBody.read(bytes(same)).fields())
          .as("seed %d: %s", seed, compact)
          .isEqualTo(AnthropicRequestBody.read(json).fields());
      for (String field : AnthropicRequestBody.read(json).fields()) {
        if (!field.equals("messages")) {
          assertThat(AnthropicRequestBody.read(bytes(same)).json(field))
              .as("seed %d: %s", seed, compact)
              .isEqualTo(AnthropicRequestBody.read(json).json(field));
        }
      }
    }
  }

  @Test
  void instructions_of_a_profile_leave_every_turn_and_block_byte_for_byte() {
    for (int seed = 0; seed < 500; seed++) {
      AnthropicRequestBody body =
          AnthropicRequestBody.read(new RandomRequest(new Random(seed)).json());
      List<Message> messages = new ArrayList<>(body.request().messages());
      messages.addFirst(Message.system("be brief"));

      AnthropicRequestBody instructed =
          AnthropicRequestBody.read(bytes(body.request().withMessages(messages)));

      assertThat(instructed.elements("messages")).isEqualTo(body.elements("messages"));
      List<String> blocks = instructed.elements("system");
      if (body.json("system").isEmpty()) {
        assertThat(instructed.json("system")).contains("\"be brief\"");
      } else {
        assertThat(blocks.getFirst()).isEqualTo("{\"type\":\"text\",\"text\":\"be brief\"}");
        assertThat(blocks.subList(1, blocks.size()))
            .isEqualTo(
                body.elements("system").isEmpty()
                    ? List.of("{\"type\":\"text\",\"text\":" + body.json("system").get() + "}")
                    : body.elements("system"));
      }
    }
  }

  @Test
  void a_turn_of_results_and_words_is_two_messages_and_stays_one_turn() {
    String turn =
        "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\","
            + "\"content\":\"one\"},{\"type\":\"tool_result\",\"tool_use_id\":\"t2\"}, "
            + "{\"type\":\"text\",\"text\":\"And?\"}]}";
    ChatRequest request =
        AnthropicRequestBody.read(utf8("{\"messages\":[" + turn + "]}")).request();
    List<Message> more = new ArrayList<>(request.messages());
    more.add(Message.assistant("Well."));

    assertThat(request.messages())
        .extracting(Message::role)
        .containsExactly(Message.Role.TOOL, Message.Role.USER);
    assertThat(text(bytes(request.withMessages(more))))
        .isEqualTo("{\"messages\":[" + turn + ",{\"role\":\"assistant\",\"content\":\"Well.\"}]}");
  }

  @Test
  void instructions_alone_are_no_conversation() {
    ChatRequest request =
        AnthropicRequestBody.read(utf8("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"))
            .request()
            .withMessages(List.of(Message.system("be brief")));

    assertThatThrownBy(() -> bytes(request))
        .hasMessageContaining("one turn of the user or the assistant");
  }

  @Test
  void json_without_a_schema_has_no_word_here() {
    ChatRequest request =
        AnthropicRequestBody.read(utf8("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"))
            .request();

    assertThatThrownBy(() -> bytes(request.withResponseFormat(ResponseFormat.json())))
        .isInstanceOfSatisfying(
            BackendException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED));
  }

  @Override
  protected ResponseFormat format() {
    return ResponseFormat.jsonSchema("output", "{\"type\":\"object\"}", true);
  }

  @Override
  protected boolean goesWithContent(String extension) {
    return extension.startsWith("thinking") || extension.startsWith("output_config.");
  }

  @Override
  protected Thinking thinking(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Thinking.NONE;
      case 1 -> Thinking.NONE.withEffort(Thinking.Effort.HIGH);
      case 2 -> Thinking.NONE.withBudget(4096);
      default -> Thinking.NONE.withEffort(Thinking.Effort.NONE);
    };
  }

  @Override
  protected List<Message> messages(List<Message> so, Random random) {
    List<Message> messages = new ArrayList<>(so);
    if (random.nextBoolean()) {
      messages.addFirst(Message.system("be brief"));
    }
    boolean more = messages.size() > 2 && messages.get(1).role() != Message.Role.SYSTEM;
    if (more && random.nextBoolean()) {
      messages.removeLast();
    }
    if (random.nextBoolean()) {
      int at = random.nextInt(messages.size());
      Message message = messages.get(at);
      if (message.role() != Message.Role.TOOL) {
        List<Part> parts = new ArrayList<>(message.parts());
        parts.add(Part.text("wie? ü"));
        messages.set(at, message.withParts(parts));
      }
    }
    if (random.nextBoolean()) {
      messages.add(Message.user("And then?"));
    }
    return messages;
  }

  @Override
  protected Extensions extensions(Extensions so, Random random) {
    Extensions fewer =
        random.nextBoolean() ? so.without("metadata").without("context_management") : so;
    if (random.nextBoolean()) {
      fewer = fewer.with("parallel_tool_calls", "false");
    }
    return fewer.with("metadata", "{\"user_id\":\"" + random.nextInt(9) + "\"}").with("x", "[1]");
  }

  /** The API has one place for the instructions that come first. */
  @Override
  protected List<Message> comparable(List<Message> messages) {
    List<Part> first = new ArrayList<>();
    List<Message> rest = new ArrayList<>();
    for (Message message : messages) {
      if (rest.isEmpty() && message.role() == Message.Role.SYSTEM) {
        first.addAll(message.parts());
      } else {
        rest.add(message);
      }
    }
    List<Message> all = new ArrayList<>();
    all.add(Message.of(Message.Role.SYSTEM, first));
    all.addAll(rest);
    return all;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
