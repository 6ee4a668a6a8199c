package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.spi.chat.WireBody;
import org.jackfield.wire.Json;
import org.junit.jupiter.api.Test;

/**
 * The property that same-protocol hops rest on: what the spliced bytes say is what the changed
 * request says, and every other byte is the client's. Seeded, so that a failure comes again.
 */
class RequestSpliceTest {
  private static final int ROUNDS = 2_000;

  @Test
  void spliced_bytes_say_what_the_changed_request_says() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      byte[] json = new RandomRequest(random).json();
      ChatRequest changed = OpenAiRequestBody.read(json).request();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        changed = change(changed, random);
      }

      byte[] spliced = changed.wire(Protocol.OPENAI_CHAT).orElseThrow().bytes();

      ChatRequest again = OpenAiRequestBody.read(spliced).request();
      assertThat(canonical(again))
          .as("seed %d: %s became %s", seed, text(json), text(spliced))
          .isEqualTo(canonical(changed));
    }
  }

  @Test
  void a_request_that_nobody_touched_keeps_every_byte() {
    for (int seed = 0; seed < 200; seed++) {
      byte[] json = new RandomRequest(new Random(seed)).json();
      ChatRequest request = OpenAiRequestBody.read(json).request();

      assertThat(request.wire(Protocol.OPENAI_CHAT).orElseThrow().bytes()).isSameAs(json);
    }
  }

  @Test
  void another_model_changes_the_models_bytes_only() {
    for (int seed = 0; seed < 500; seed++) {
      String json = text(new RandomRequest(new Random(seed)).json());
      OpenAiRequestBody body = OpenAiRequestBody.read(json.getBytes(StandardCharsets.UTF_8));
      String spliced =
          text(
              body.request()
                  .withModel("a \"new\" one")
                  .wire(Protocol.OPENAI_CHAT)
                  .orElseThrow()
                  .bytes());

      String raw = body.json("model").orElse("");
      if (raw.isEmpty()) {
        assertThat(spliced).hasSizeGreaterThan(json.length()).contains("\"a \\\"new\\\" one\"");
      } else {
        int at = json.indexOf(raw);
        assertThat(spliced.substring(0, at)).isEqualTo(json.substring(0, at));
        assertThat(spliced).endsWith(json.substring(at + raw.length()));
      }
    }
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

  @Test
  void a_field_that_would_choose_the_route_is_no_extension() {
    ChatRequest request = reread(new RandomRequest(new Random(1)).json()).request();

    assertThatThrownBy(
            () ->
                request
                    .withExtensions(Extensions.NONE.with("api_base", "\"http://evil.test\""))
                    .wire(Protocol.OPENAI_CHAT))
        .hasMessageContaining("'api_base' is not allowed");
  }

  /** Fields that anything may stand in. */
  private static final List<String> FREE = List.of("stop", "user", "x_unknown");

  private static OpenAiRequestBody reread(WireBody body) {
    return reread(body.bytes());
  }

  private static OpenAiRequestBody reread(byte[] json) {
    return OpenAiRequestBody.read(json);
  }

  private static ChatRequest change(ChatRequest request, Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> request.withModel("model-" + random.nextInt(100));
      case 1 -> request.withMessages(messages(request.messages(), random));
      case 7 -> request.withTools(tools(request.tools(), random));
      case 8 ->
          request.withToolChoice(
              random.nextBoolean() ? ToolChoice.required() : ToolChoice.named("f"));
      case 9 -> request.withExtensions(extensions(request.extensions(), random));
      case 2 -> request.withSampling(sampling(random));
      case 3 -> request.withLimits(limits(random, request.limits()));
      case 4 ->
          request.withResponseFormat(
              random.nextBoolean()
                  ? ResponseFormat.text()
                  : ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}", true));
      case 5 -> request.withDelivery(ChatRequest.Delivery.STREAM);
      default -> request.withDelivery(ChatRequest.Delivery.WHOLE);
    };
  }

  /** What the engine does, and a little more: one comes before, one goes, one is changed. */
  private static List<Message> messages(List<Message> so, Random random) {
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

  private static List<Tool> tools(List<Tool> so, Random random) {
    List<Tool> tools = new ArrayList<>(so);
    Tool marked = Tool.of("g", "", "{\"type\":\"object\"}");
    tools.add(
        random.nextInt(tools.size() + 1),
        marked.withExtensions(Extensions.NONE.with("cache_control", "{\"type\":\"ephemeral\"}")));
    return tools;
  }

  private static Extensions extensions(Extensions so, Random random) {
    Extensions fewer = random.nextBoolean() ? so.without("user").without("x_unknown") : so;
    return fewer.with("logit_bias", "{\"7\":" + random.nextInt(9) + "}").with("x_more", "[1]");
  }

  private static Sampling sampling(Random random) {
    Sampling sampling = Sampling.NONE.withTemperature(random.nextInt(20) / 10.0);
    if (random.nextBoolean()) {
      sampling = sampling.withTopK(random.nextInt(100)).withMinP(0.05).withSeed(random.nextLong());
    }
    return random.nextBoolean()
        ? sampling.withPenalties(Penalties.NONE.withRepeat(1.1).withFrequency(0.5))
        : sampling.withTopP(0.9);
  }

  private static Limits limits(Random random, Limits so) {
    return switch (random.nextInt(3)) {
      case 0 -> Limits.NONE;
      case 1 ->
          Limits.NONE.withMaxOutputTokens(1 + random.nextInt(1000)).withStop(List.of("\n\"x"));
      default -> so.withMaxOutputTokens(77);
    };
  }

  /** Everything a request says, in a form that compares; numbers by value. */
  static List<Object> canonical(ChatRequest request) {
    List<Object> all = new ArrayList<>();
    all.add(request.model());
    all.add(request.delivery());
    all.addAll(request.messages());
    all.add(request.tools());
    all.add(request.toolChoice());
    all.add(request.sampling());
    all.add(request.limits());
    all.add(format(request.responseFormat()));
    // What a format had beside its canonical content goes with the format when that is replaced.
    Extensions extensions = request.extensions();
    for (String name : request.extensions().names()) {
      extensions = name.startsWith("response_format.") ? extensions.without(name) : extensions;
    }
    all.add(extensions);
    return all;
  }

  private static Object format(ResponseFormat format) {
    return format instanceof ResponseFormat.JsonSchema schema
        ? List.of(schema.name(), Json.tree(schema.schemaJson()), schema.strict())
        : format;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
