package org.jackfield.openaiwire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Writes random requests: fields in any order, with any white space, any spelling of a string. */
final class RandomRequest {
  private final Random random;

  RandomRequest(Random random) {
    this.random = random;
  }

  byte[] json() {
    List<String> fields = new ArrayList<>();
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
    Collections.shuffle(fields, random);
    String body = String.join(space() + "," + space(), fields);
    String json = space() + "{" + space() + body + space() + "}" + space();
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private void maybe(List<String> fields, String name, String value) {
    if (random.nextInt(3) == 0) {
      fields.add(field(name, value));
    }
  }

  private String field(String name, String value) {
    return '"' + name + '"' + space() + ":" + space() + value;
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

  /** Sometimes one more field, of those that the canonical model has no word for. */
  private String beside(String name, String value) {
    return random.nextInt(3) == 0 ? "," + field(name, value) : "";
  }

  private String space() {
    return switch (random.nextInt(6)) {
      case 0 -> " ";
      case 1 -> "\n  ";
      case 2 -> "\t\r\n";
      default -> "";
    };
  }

  /** The text as a JSON string, some of its characters escaped though they need not be. */
  private String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || (!Character.isSurrogate(c) && random.nextInt(8) == 0)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
