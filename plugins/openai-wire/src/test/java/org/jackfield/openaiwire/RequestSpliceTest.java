package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.testkit.contract.SpliceContract;
import org.junit.jupiter.api.Test;

/** Same-protocol hops of chat completions. */
class RequestSpliceTest extends SpliceContract {
  /** Fields that anything may stand in. */
  private static final List<String> FREE = List.of("stop", "user", "x_unknown");

  @Override
  protected Protocol protocol() {
    return Protocol.OPENAI_CHAT;
  }

  @Override
  protected RandomRequest random(Random random) {
    return new RandomRequest(random);
  }

  @Override
  protected ChatRequest read(byte[] json) {
    return OpenAiRequestBody.read(json).request();
  }

  @Override
  protected Optional<String> json(byte[] body, String field) {
    return OpenAiRequestBody.read(body).json(field);
  }

  @Test
  void fields_put_in_and_taken_out_again_leave_the_bytes_as_they_were() {
    for (int seed = 0; seed < 500; seed++) {
      byte[] json = new RandomRequest(new Random(seed)).json();
      OpenAiRequestBody body = OpenAiRequestBody.read(json);

      OpenAiRequestBody there = body.with("x_new", "[1, {\"y\": null}]");

      assertThat(there.json("x_new")).contains("[1, {\"y\": null}]");
      assertThat(OpenAiRequestBody.read(there.bytes()).fields()).isEqualTo(there.fields());
      assertThat(there.without("x_new").bytes()).isEqualTo(json);
    }
  }

  @Test
  void any_field_can_be_taken_out_or_replaced_and_the_spans_stay_true() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      OpenAiRequestBody body = OpenAiRequestBody.read(new RandomRequest(random).json());
      for (int i = 0; i < 6; i++) {
        List<String> fields =
            body.fields().stream().filter(name -> !name.equals("messages")).toList();
        if (fields.isEmpty()) {
          break;
        }
        String field = fields.get(random.nextInt(fields.size()));
        body =
            random.nextBoolean() || !FREE.contains(field)
                ? body.without(field)
                : body.with(field, "\"" + "r".repeat(random.nextInt(20)) + "\"");
        OpenAiRequestBody fresh = reread(body);
        assertThat(body.fields()).isEqualTo(fresh.fields());
        for (String name : body.fields()) {
          assertThat(body.json(name)).isEqualTo(fresh.json(name));
        }
      }
    }
  }

  @Test
  void instructions_of_a_profile_leave_every_other_message_byte_for_byte() {
    for (int seed = 0; seed < 500; seed++) {
      OpenAiRequestBody body = reread(new RandomRequest(new Random(seed)).json());
      List<Message> messages = new ArrayList<>(body.request().messages());
      messages.addFirst(Message.system("be brief"));

      ChatRequest instructed = body.request().withMessages(messages);

      List<String> elements =
          reread(instructed.wire(Protocol.OPENAI_CHAT).orElseThrow()).elements("messages");
      assertThat(elements.getFirst()).isEqualTo("{\"role\":\"system\",\"content\":\"be brief\"}");
      assertThat(elements.subList(1, elements.size())).isEqualTo(body.elements("messages"));
    }
  }

  @Test
  void a_message_that_says_more_keeps_what_was_beside_it() {
    ChatRequest request =
        reread(
                ("{\"messages\":[{\"role\":\"user\",\"name\":\"anna\",\"content\":["
                        + "{\"type\":\"new\",\"n\":1},{\"type\":\"image_url\",\"cache_control\":{},"
                        + "\"image_url\":{\"url\":\"https://x.test/a\",\"detail\":\"low\"}}]}]}")
                    .getBytes(StandardCharsets.UTF_8))
            .request();
    Message user = request.messages().getFirst();
    List<Part> more = List.of(user.parts().getFirst(), Part.text("What is it?"));

    String spliced =
        text(
            request
                .withMessages(List.of(user.withParts(more)))
                .wire(Protocol.OPENAI_CHAT)
                .orElseThrow()
                .bytes());

    assertThat(spliced)
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"new\",\"n\":1},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test/a\","
                + "\"detail\":\"low\"},\"cache_control\":{}},"
                + "{\"type\":\"text\",\"text\":\"What is it?\"}],\"name\":\"anna\"}]}");
  }

  private static OpenAiRequestBody reread(WireBody body) {
    return reread(body.bytes());
  }

  private static OpenAiRequestBody reread(byte[] json) {
    return OpenAiRequestBody.read(json);
  }

  @Override
  protected ResponseFormat format() {
    return ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}", true);
  }

  @Override
  protected boolean goesWithContent(String extension) {
    return extension.startsWith("response_format.");
  }

  @Override
  protected Thinking thinking(Random random) {
    return random.nextBoolean() ? Thinking.NONE : Thinking.NONE.withEffort(Thinking.Effort.HIGH);
  }

  @Override
  protected List<Message> messages(List<Message> so, Random random) {
    List<Message> messages = new ArrayList<>(so);
    if (random.nextBoolean()) {
      messages.addFirst(Message.system("be brief"));
    }
    if (messages.size() > 2 && random.nextBoolean()) {
      messages.remove(random.nextInt(messages.size()));
    }
    if (random.nextBoolean()) {
      int at = random.nextInt(messages.size());
      Message message = messages.get(at);
      if (message.role() != Message.Role.TOOL) {
        List<Part> parts = new ArrayList<>(message.parts());
        int text = 0;
        while (text < parts.size() && parts.get(text) instanceof Part.Thinking) {
          text++;
        }
        parts.add(text, Part.text("wie? ü"));
        messages.set(at, message.withParts(parts));
      }
    }
    if (random.nextBoolean()) {
      messages.add(Message.user("And then?").withExtensions(Extensions.NONE.with("name", "\"b\"")));
    }
    return messages;
  }

  @Override
  protected Extensions extensions(Extensions so, Random random) {
    Extensions fewer = random.nextBoolean() ? so.without("user").without("x_unknown") : so;
    return fewer.with("logit_bias", "{\"7\":" + random.nextInt(9) + "}").with("x_more", "[1]");
  }
}
