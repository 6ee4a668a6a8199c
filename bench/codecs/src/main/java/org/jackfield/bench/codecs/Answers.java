package org.jackfield.bench.codecs;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One answer as each protocol streams it: the same words, one for each chunk, by the references of
 * OpenAI (https://platform.openai.com/docs/api-reference/chat), Anthropic
 * (https://docs.anthropic.com/en/api/messages-streaming), Google
 * (https://ai.google.dev/api/generate-content) and Ollama
 * (https://github.com/ollama/ollama/blob/main/docs/api.md).
 */
enum Answers {
  /** Chat completions, and every server that speaks them. */
  OPENAI("text/event-stream") {
    @Override
    String opening() {
      return event("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    @Override
    String word(String word) {
      return event("{\"content\":\"" + word + "\"}", "null");
    }

    @Override
    String ending(int words) {
      return event("{}", "\"stop\"")
          + "data: {"
          + HEAD
          + ",\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":"
          + words
          + ",\"total_tokens\":"
          + (20 + words)
          + "}}\n\ndata: [DONE]\n\n";
    }

    private String event(String delta, String finish) {
      return "data: {"
          + HEAD
          + ",\"choices\":[{\"index\":0,\"delta\":"
          + delta
          + ",\"finish_reason\":"
          + finish
          + "}]}\n\n";
    }
  },

  /** The Messages API. */
  ANTHROPIC("text/event-stream") {
    @Override
    String opening() {
      return event(
              "message_start",
              "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
                  + "\"model\":\"m\",\"stop_reason\":null,\"usage\":{\"input_tokens\":20,"
                  + "\"output_tokens\":1}}")
          + event(
              "content_block_start",
              "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    }

    @Override
    String word(String word) {
      return event(
          "content_block_delta",
          "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + word + "\"}");
    }

    @Override
    String ending(int words) {
      return event("content_block_stop", "\"index\":0")
          + event(
              "message_delta",
              "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                  + "\"usage\":{\"output_tokens\":"
                  + words
                  + "}")
          + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    }

    private String event(String name, String fields) {
      return "event: " + name + "\ndata: {\"type\":\"" + name + "\"," + fields + "}\n\n";
    }
  },

  /** generateContent. */
  GEMINI("text/event-stream") {
    @Override
    String opening() {
      return "";
    }

    @Override
    String word(String word) {
      return frame(word, "", 1);
    }

    @Override
    String ending(int words) {
      return frame("", ",\"finishReason\":\"STOP\"", words);
    }

    private String frame(String word, String finish, int words) {
      return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\""
          + word
          + "\"}],\"role\":\"model\"}"
          + finish
          + ",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":20,\"candidatesTokenCount\":"
          + words
          + ",\"totalTokenCount\":"
          + (20 + words)
          + "},\"modelVersion\":\"m\",\"responseId\":\"r\"}\r\n\r\n";
    }
  },

  /** Ollama's own protocol. */
  OLLAMA("application/x-ndjson") {
    @Override
    String opening() {
      return "";
    }

    @Override
    String word(String word) {
      return line(word, "\"done\":false");
    }

    @Override
    String ending(int words) {
      return line(
          "",
          "\"done\":true,\"done_reason\":\"stop\",\"total_duration\":1,\"load_duration\":1,"
              + "\"prompt_eval_count\":20,\"prompt_eval_duration\":1,\"eval_count\":"
              + words
              + ",\"eval_duration\":1");
    }

    private String line(String word, String fields) {
      return "{\"model\":\"m\",\"created_at\":\"2026-01-01T00:00:00.000000Z\",\"message\":"
          + "{\"role\":\"assistant\",\"content\":\""
          + word
          + "\"},"
          + fields
          + "}\n";
    }
  };

  private static final String HEAD =
      "\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1750000000,"
          + "\"model\":\"m\"";

  private final String contentType;

  Answers(String contentType) {
    this.contentType = contentType;
  }

  abstract String opening();

  abstract String word(String word);

  abstract String ending(int words);

  String contentType() {
    return contentType;
  }

  /** The whole stream of that many chunks of text. */
  byte[] of(int words) {
    String middle =
        IntStream.range(0, words)
            .mapToObj(i -> word(" word" + i % 10))
            .collect(Collectors.joining());
    return (opening() + middle + ending(words)).getBytes(StandardCharsets.UTF_8);
  }
}
