package org.jackfield.chattemplate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads fixtures from the class path and turns their contexts into inputs. */
final class Fixtures {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Fixtures() {}

  static String text(String path) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/" + path)) {
      if (in == null) {
        throw new IllegalStateException("no fixture " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, @Nullable Object> json(String path) {
    return map(JSON.readValue(text(path), Object.class));
  }

  static Object parse(String json) {
    return JSON.readValue(json, Object.class);
  }

  @SuppressWarnings("unchecked") // JSON objects are read as maps with string keys.
  static Map<String, @Nullable Object> map(@Nullable Object value) {
    if (value == null) {
      throw new IllegalStateException("the fixture lacks an object");
    }
    return (Map<String, @Nullable Object>) value;
  }

  @SuppressWarnings("unchecked") // JSON arrays of objects are read as lists of maps.
  static List<Map<String, @Nullable Object>> maps(@Nullable Object value) {
    if (value == null) {
      throw new IllegalStateException("the fixture lacks an array");
    }
    return (List<Map<String, @Nullable Object>>) value;
  }

  static List<String> strings(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      throw new IllegalStateException("the fixture lacks an array");
    }
    return list.stream().map(String.class::cast).toList();
  }

  /** The input that a Python caller's keyword arguments stand for. */
  static TemplateInput.Builder input(Map<String, @Nullable Object> context) {
    TemplateInput.Builder input = TemplateInput.builder().addGenerationPrompt(false);
    for (Map.Entry<String, @Nullable Object> entry : context.entrySet()) {
      Object value = entry.getValue();
      switch (entry.getKey()) {
        case "messages" -> input.messages(maps(value));
        case "tools" -> {
          if (value != null) {
            input.tools(maps(value));
          }
        }
        case "documents" -> {
          if (value != null) {
            input.documents(maps(value));
          }
        }
        case "add_generation_prompt" -> input.addGenerationPrompt(Boolean.TRUE.equals(value));
        case "bos_token" -> input.bosToken(String.valueOf(value));
        case "eos_token" -> input.eosToken(String.valueOf(value));
        default -> input.variable(entry.getKey(), value);
      }
    }
    return input;
  }
}
