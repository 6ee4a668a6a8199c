package org.jackfield.openaiwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jackfield.testkit.contract.RandomJson;

/** Writes a random request, with all that a client may say. */
final class RandomRequest extends RandomJson {
  RandomRequest(Random random) {
    super(random);
  }

  @Override
  protected void fields(List<String> fields) {
    fields.add(field("messages", messages()));
    maybe(fields, "model", string("model-" + random.nextInt(10)));
    maybe(fields, "stream", random.nextBoolean() ? "true" : "false");
    maybe(fields, "stream_options", "{" + space() + "\"include_usage\"" + space() + ": true}");
    maybe(fields, "temperature", number());
    maybe(fields, "top_p", "0.25");
    maybe(fields, "top_k", "40");
    maybe(fields, "seed", Long.toString(random.nextLong()));
    maybe(fields, "presence_penalty", "-1.5e0");
    maybe(fields, random.nextBoolean() ? "repeat_penalty" : "repetition_penalty", "1.25");
    maybe(fields, random.nextBoolean() ? "max_tokens" : "max_completion_tokens", "128");
    maybe(fields, "stop", random.nextBoolean() ? string("END") : "[" + string("a") + ",\"b\"]");
    maybe(fields, "tools", tools());
    maybe(fields, "tool_choice", random.nextBoolean() ? "\"auto\"" : "\"none\"");
    maybe(fields, "response_format", format());
    maybe(fields, "user", string("ü 😀"));
    maybe(fields, "logit_bias", "{ \"1\" : -100 ,\"2\":1.50 }");
    maybe(fields, "x_unknown", "[1, [2, {\"a\":\"]}\\\"\"}], null]");
    maybe(fields, "n", "1");
    maybe(fields, "metadata", "null");
  }

  private String messages() {
    List<String> messages = new ArrayList<>();
    messages.add(
        "{\"role\":\"developer\",\"content\":"
            + string("Be nice, {\"model\":1}")
            + beside("name", "\"ops\"")
            + "}");
    int turns = 1 + random.nextInt(3);
    for (int i = 0; i < turns; i++) {
      messages.add(
          "{\"content\":"
              + content()
              + ","
              + space()
              + "\"role\":\"user\""
              + beside("name", "\"anna\"")
              + beside("x_new", "{ \"a\": [1] }")
              + "}");
      if (random.nextBoolean()) {
        messages.add(
            "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"hm\",\"tool_calls\":"
                + "[{\"id\":\"c1\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}"
                + beside("extra_content", "{\"google\":{\"thought_signature\":\"S\"}}")
                + "}]"
                + beside("audio", "{\"id\":\"a1\"}")
                + "}");
        messages.add("{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"ok\"}");
      }
    }
    return "[" + String.join(space() + ",", messages) + space() + "]";
  }

  private String content() {
    return switch (random.nextInt(4)) {
      case 0 -> string("plain \n text");
      case 1 ->
          "[{\"type\":\"text\",\"text\":"
              + string("part")
              + beside("cache_control", "{\"type\":\"ephemeral\"}")
              + "}"
              + (random.nextBoolean() ? ",{\"type\":\"brand_new\", \"n\":1}" : "")
              + "]";
      case 2 ->
          "[{\"type\":\"image_url\",\"image_url\":{\"detail\":\"low\",\"url\":"
              + "\"data:image/png;base64,iVBORw0KGgo=\"}}]";
      default -> string("日本 😀 \u0001");
    };
  }

  private String tools() {
    return "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\","
        + "\"parameters\":{\"type\":\"object\"},\"strict\":"
        + random.nextBoolean()
        + "}"
        + beside("cache_control", "{\"type\":\"ephemeral\"}")
        + "}"
        + (random.nextBoolean() ? ", {\"type\":\"custom\",\"custom\":{\"name\":\"x\"}}" : "")
        + "]";
  }

  private String format() {
    return switch (random.nextInt(3)) {
      case 0 -> "{\"type\":\"text\"}";
      case 1 -> "{\"type\":\"json_object\"}";
      default ->
          "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"strict\":true,"
              + "\"schema\":{\"type\":\"object\"}}}";
    };
  }

  private String number() {
    return List.of("0", "1", "0.7", "7e-1", "1.0", "2").get(random.nextInt(6));
  }
}
