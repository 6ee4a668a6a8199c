package org.jackfield.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Limits;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Penalties;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Sampling;
import org.jackfield.spi.chat.Thinking;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.testkit.upstream.Json;
import org.junit.jupiter.api.Test;

/**
 * The property that same-protocol hops rest on: what the spliced bytes say is what the changed
 * request says, and every other byte is the client's. Seeded, so that a failure comes again.
 */
public abstract class SpliceContract {
  private static final int ROUNDS = 2_000;

  /** The protocol of the bytes. */
  protected abstract Protocol protocol();

  /** A random request in that protocol. */
  protected abstract RandomJson random(Random random);

  /** The request that came as these bytes. */
  protected abstract ChatRequest read(byte[] json);

  /** The raw value of a field of a body. */
  protected abstract Optional<String> json(byte[] body, String field);

  /** Other messages than these: one comes before, one goes, one is changed, one is added. */
  protected abstract List<Message> messages(List<Message> so, Random random);

  /** Other extensions than these, which the protocol has a place for. */
  protected abstract Extensions extensions(Extensions so, Random random);

  /** Some thinking that the protocol has words for. */
  protected abstract Thinking thinking(Random random);

  /** A format that the protocol has words for. */
  protected abstract ResponseFormat format();

  /** The messages in a form that compares, where the protocol joins or parts some. */
  protected List<Message> comparable(List<Message> messages) {
    return messages;
  }

  /** Whether an extension stands beside canonical content and goes when that is replaced. */
  protected abstract boolean goesWithContent(String extension);

  @Test
  void spliced_bytes_say_what_the_changed_request_says() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      byte[] json = random(random).json();
      ChatRequest changed = read(json);
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        changed = change(changed, random);
      }

      byte[] spliced = bytes(changed);

      assertThat(canonical(read(spliced)))
          .as("seed %d: %s became %s", seed, text(json), text(spliced))
          .isEqualTo(canonical(changed));
    }
  }

  @Test
  void a_request_that_nobody_touched_keeps_every_byte() {
    for (int seed = 0; seed < 200; seed++) {
      byte[] json = random(new Random(seed)).json();

      assertThat(bytes(read(json))).isSameAs(json);
    }
  }

  @Test
  void another_model_changes_the_models_bytes_only() {
    for (int seed = 0; seed < 500; seed++) {
      byte[] bytes = random(new Random(seed)).json();
      String json = text(bytes);
      String spliced = text(bytes(read(bytes).withModel("a \"new\" one")));

      String raw = json(bytes, "model").orElse("");
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
  void a_field_that_would_choose_the_route_is_no_extension() {
    ChatRequest request = read(random(new Random(1)).json());
    Extensions route = Extensions.NONE.with("api_base", "\"http://evil.test\"");

    assertThatThrownBy(() -> bytes(request.withExtensions(route)))
        .hasMessageContaining("'api_base' is not allowed");
  }

  /** The bytes that the request goes out as. */
  protected final byte[] bytes(ChatRequest request) {
    return request.wire(protocol()).orElseThrow().bytes();
  }

  /** These bytes as text. */
  protected static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private ChatRequest change(ChatRequest request, Random random) {
    return switch (random.nextInt(11)) {
      case 0 -> request.withModel("model-" + random.nextInt(100));
      case 1 -> request.withMessages(messages(request.messages(), random));
      case 2 -> request.withSampling(sampling(random));
      case 3 -> request.withLimits(limits(random, request.limits()));
      case 4 -> request.withResponseFormat(random.nextBoolean() ? ResponseFormat.text() : format());
      case 5 -> request.withDelivery(ChatRequest.Delivery.STREAM);
      case 6 -> request.withDelivery(ChatRequest.Delivery.WHOLE);
      case 7 -> request.withTools(tools(request.tools(), random));
      case 8 ->
          request.withToolChoice(
              random.nextBoolean() ? ToolChoice.required() : ToolChoice.named("f"));
      case 9 -> request.withExtensions(extensions(request.extensions(), random));
      default -> request.withThinking(thinking(random));
    };
  }

  private static List<Tool> tools(List<Tool> so, Random random) {
    List<Tool> tools = new ArrayList<>(so);
    Tool marked = Tool.of("g", "", "{\"type\":\"object\"}");
    tools.add(
        random.nextInt(tools.size() + 1),
        marked.withExtensions(Extensions.NONE.with("cache_control", "{\"type\":\"ephemeral\"}")));
    return tools;
  }

  private static Sampling sampling(Random random) {
    Sampling sampling = Sampling.NONE.withTemperature(random.nextInt(10) / 10.0);
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

  /** Everything a request says, in a form that compares; schemas by value. */
  public final List<Object> canonical(ChatRequest request) {
    List<Object> all = new ArrayList<>();
    all.add(request.model());
    all.add(request.delivery());
    all.add(comparable(request.messages()));
    all.add(request.tools());
    all.add(request.toolChoice());
    all.add(request.sampling());
    all.add(request.limits());
    all.add(request.thinking());
    all.add(comparable(request.responseFormat()));
    Extensions extensions = request.extensions();
    for (String name : request.extensions().names()) {
      extensions = goesWithContent(name) ? extensions.without(name) : extensions;
    }
    all.add(extensions);
    return all;
  }

  private static Object comparable(ResponseFormat format) {
    return format instanceof ResponseFormat.JsonSchema schema
        ? List.of(schema.name(), Json.parse(schema.schemaJson()), schema.strict())
        : format;
  }
}
