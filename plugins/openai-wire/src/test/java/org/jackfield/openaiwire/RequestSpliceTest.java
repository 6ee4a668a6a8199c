package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
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

  /** Fields that anything may stand in. */
  private static final List<String> FREE = List.of("stop", "user", "x_unknown");

  private static OpenAiRequestBody reread(OpenAiRequestBody body) {
    return OpenAiRequestBody.read(body.bytes());
  }

  private static ChatRequest change(ChatRequest request, Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> request.withModel("model-" + random.nextInt(100));
      case 1 -> request.withMessages(List.of(Message.system("be brief"), Message.user("wie? ü")));
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
    request.messages().forEach(message -> all.add(message.role() + Parts.of(message)));
    all.add(request.tools());
    all.add(request.toolChoice());
    all.add(request.sampling());
    all.add(request.limits());
    all.add(format(request.responseFormat()));
    // What a message had beside its canonical content goes with the message when that is replaced.
    for (String name : request.extensions().names()) {
      if (!name.startsWith("messages[")) {
        all.add(name + request.extensions().json(name));
      }
    }
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
