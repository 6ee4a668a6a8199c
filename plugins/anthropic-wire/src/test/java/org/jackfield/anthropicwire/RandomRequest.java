package org.jackfield.anthropicwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jackfield.testkit.contract.RandomJson;

/** Writes a random request, with all that a client may say. */
final class RandomRequest extends RandomJson {
  private static final String MARK = "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}";

  RandomRequest(Random random) {
    super(random);
  }

  @Override
  protected void fields(List<String> fields) {
    fields.add(field("messages", messages()));
    maybe(fields, "model", string("model-" + random.nextInt(10)));
    maybe(fields, "max_tokens", "128");
    maybe(fields, "system", system());
    maybe(fields, "stream", random.nextBoolean() ? "true" : "false");
    maybe(fields, "temperature", List.of("0", "1", "0.7", "7e-1", "1.0").get(random.nextInt(5)));
    maybe(fields, "top_p", "0.25");
    maybe(fields, "top_k", "40");
    maybe(fields, "seed", Long.toString(random.nextLong()));
    maybe(fields, "stop_sequences", "[" + string("a") + " ,\"b\"]");
    maybe(fields, "tools", tools());
    maybe(fields, "tool_choice", choice());
    maybe(fields, "thinking", thinking());
    maybe(fields, "output_config", output());
    maybe(fields, "metadata", "{ \"user_id\" : " + string("ü 😀") + "}");
    maybe(fields, "context_management", "{\"edits\":[ {\"a\":\"]}\\\"\"}, null]}");
    maybe(fields, "service_tier", "null");
  }

  private String system() {
    return random.nextBoolean()
        ? string("Be nice, {\"model\":1}")
        : "[{\"type\":\"text\",\"text\":"
            + string("Be nice.")
            + beside("cache_control", MARK)
            + "}, {\"text\":\"Be brief.\" ,\"type\":\"text\"}]";
  }

  private String messages() {
    List<String> messages = new ArrayList<>();
    int turns = 1 + random.nextInt(3);
    for (int i = 0; i < turns; i++) {
      messages.add(
          "{\"content\":"
              + said()
              + ","
              + space()
              + "\"role\":\"user\""
              + beside("x", "[1]")
              + "}");
      if (random.nextBoolean()) {
        messages.add("{\"role\": \"assistant\", \"content\":" + string("Well \n …") + "}");
      }
      if (random.nextBoolean()) {
        messages.add(
            "{\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"EqQB\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"EmwK\"},"
                + (random.nextBoolean() ? "{\"type\":\"server_tool_use\",\"id\":\"s\"}," : "")
                + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"f\",\"input\":{\"a\" : 1}"
                + beside("cache_control", MARK)
                + "}]}");
        messages.add(
            "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\""
                + result()
                + "}"
                + (random.nextBoolean() ? ",{\"type\":\"text\",\"text\":\"And?\"}" : "")
                + "]}");
      }
      if (random.nextInt(6) == 0) {
        messages.add("{\"role\":\"system\",\"content\":" + string("Now be long.") + "}");
      }
    }
    return "[" + String.join(space() + ",", messages) + space() + "]";
  }

  private String result() {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> ", \"content\":" + string("18 °C") + ",\"is_error\":true";
      case 2 ->
          ",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\",\"source\":"
              + "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}},"
              + "{\"type\":\"search_result\",\"n\":1}]";
      default -> ",\"content\":[]" + beside("cache_control", MARK);
    };
  }

  private String said() {
    return switch (random.nextInt(5)) {
      case 0 -> string("plain \n text");
      case 1 ->
          "[{\"type\":\"text\",\"text\":"
              + string("part")
              + beside("cache_control", MARK)
              + "}"
              + (random.nextBoolean() ? ",{\"type\":\"brand_new\", \"n\":1}" : "")
              + "]";
      case 2 ->
          "[{\"type\":\"image\",\"source\":{\"url\":\"https://x.test/a\",\"type\":\"url\"}},"
              + "{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f_1\"}}]";
      case 3 ->
          "[{\"type\":\"document\",\"title\":\"t\",\"source\":{\"type\":\"text\","
              + "\"media_type\":\"text/plain\",\"data\":\"hi\"}"
              + beside("citations", "{\"enabled\":true}")
              + "}]";
      default -> string("日本 😀 \u0001");
    };
  }

  private String tools() {
    return "[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"}"
        + beside("strict", "true")
        + beside("type", "\"custom\"")
        + beside("cache_control", MARK)
        + "}"
        + (random.nextBoolean() ? ", {\"type\":\"web_search_20260209\",\"name\":\"web\"}" : "")
        + "]";
  }

  private String choice() {
    return List.of(
            "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}",
            "{\"type\":\"auto\"}",
            "{ \"type\" : \"any\" }",
            "{\"name\":\"f\",\"type\":\"tool\"}")
        .get(random.nextInt(4));
  }

  private String thinking() {
    return List.of(
            "{\"type\":\"adaptive\"}",
            "{\"display\":\"summarized\", \"type\":\"adaptive\"}",
            "{\"type\":\"enabled\",\"budget_tokens\": 2048 }",
            "{\"type\":\"disabled\"}",
            "{\"type\":\"between_tools\"}")
        .get(random.nextInt(5));
  }

  private String output() {
    return List.of(
            "{\"effort\":\"low\"}",
            "{\"effort\":\"newest\",\"task_budget\":{\"n\":1}}",
            "{\"format\":{\"schema\":{\"type\" :\"object\"},\"type\":\"json_schema\"}}",
            "{\"format\":{\"type\":\"brand_new\"} , \"effort\":\"max\"}")
        .get(random.nextInt(4));
  }
}
