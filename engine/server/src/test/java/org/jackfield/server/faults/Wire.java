package org.jackfield.server.faults;

import java.util.List;
import org.jackfield.testkit.upstream.Json;

/** How upstreams of one protocol stream an answer; each text is what a server would write once. */
enum Wire {
  /** Chat completions, as OpenAI has them and many servers after it. */
  CHAT_COMPLETIONS("text/event-stream; charset=utf-8") {
    @Override
    String opening() {
      return delta("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    @Override
    String text(String text) {
      return delta("{\"content\":" + Json.quote(text) + "}", "null");
    }

    @Override
    String thinking(String text) {
      return delta("{\"reasoning_content\":" + Json.quote(text) + "}", "null");
    }

    @Override
    String call(String name, String arguments) {
      return delta(
          "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":"
              + "{\"name\":\"%s\",\"arguments\":%s}}]}".formatted(name, Json.quote(arguments)),
          "null");
    }

    @Override
    String finish(String reason) {
      return delta("{}", '"' + reason + '"');
    }

    @Override
    String usage() {
      return event(
          "\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5,"
              + "\"total_tokens\":12}");
    }

    @Override
    String terminator() {
      return "data: [DONE]\n\n";
    }

    private String delta(String delta, String finish) {
      return event(
          "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]");
    }

    private String event(String fields) {
      return "data: {\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1750000000,"
          + "\"model\":\"served\","
          + fields
          + "}\n\n";
    }
  },

  /** Anthropic's Messages. */
  MESSAGES("text/event-stream; charset=utf-8") {
    @Override
    String opening() {
      return event(
              "message_start",
              ",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                  + "\"content\":[],\"model\":\"served\",\"stop_reason\":null,"
                  + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}")
          + event("ping", "")
          + event(
              "content_block_start",
              ",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    }

    @Override
    String text(String text) {
      return delta(0, "text_delta", "text", text);
    }

    @Override
    String thinking(String text) {
      return block(1, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
          + delta(1, "thinking_delta", "thinking", text)
          + delta(1, "signature_delta", "signature", "c2lnbmF0dXJl")
          + stop(1);
    }

    @Override
    String call(String name, String arguments) {
      return block(
              1, "{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"" + name + "\",\"input\":{}}")
          + delta(1, "input_json_delta", "partial_json", arguments)
          + stop(1);
    }

    @Override
    String finish(String reason) {
      return stop(0)
          + event(
              "message_delta",
              ",\"delta\":{\"stop_reason\":\""
                  + reason
                  + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}");
    }

    @Override
    String usage() {
      return "";
    }

    @Override
    String terminator() {
      return event("message_stop", "");
    }

    private String block(int index, String block) {
      return event("content_block_start", ",\"index\":" + index + ",\"content_block\":" + block);
    }

    private String delta(int index, String type, String field, String text) {
      return event(
          "content_block_delta",
          ",\"index\":%d,\"delta\":{\"type\":\"%s\",\"%s\":%s}"
              .formatted(index, type, field, Json.quote(text)));
    }

    private String stop(int index) {
      return event("content_block_stop", ",\"index\":" + index);
    }

    private String event(String type, String fields) {
      return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + fields + "}\n\n";
    }
  },

  /** Google's generateContent, streamed as events. */
  GENERATE_CONTENT("text/event-stream") {
    @Override
    String opening() {
      return "";
    }

    @Override
    String text(String text) {
      return part("{\"text\":" + Json.quote(text) + "}", "");
    }

    @Override
    String thinking(String text) {
      return part("{\"text\":" + Json.quote(text) + ",\"thought\":true}", "");
    }

    @Override
    String call(String name, String arguments) {
      return part("{\"functionCall\":{\"name\":\"" + name + "\",\"args\":" + arguments + "}}", "");
    }

    @Override
    String finish(String reason) {
      return part("{\"text\":\"\"}", ",\"finishReason\":\"" + reason + "\"");
    }

    @Override
    String usage() {
      return "";
    }

    /** There is none: the frame with the reason is the last. */
    @Override
    String terminator() {
      return "";
    }

    private String part(String part, String more) {
      return "data: {\"candidates\":[{\"content\":{\"parts\":["
          + part
          + "],\"role\":\"model\"},\"index\":0"
          + more
          + "}],\"usageMetadata\":{\"promptTokenCount\":7"
          + (more.isEmpty() ? "" : ",\"candidatesTokenCount\":5,\"totalTokenCount\":12")
          + "},\"modelVersion\":\"served\",\"responseId\":\"up-1\"}\r\n\r\n";
    }
  },

  /** Ollama's own chat, a line of JSON for each piece. */
  OLLAMA("application/x-ndjson") {
    @Override
    String opening() {
      return "";
    }

    @Override
    String text(String text) {
      return line("\"content\":" + Json.quote(text), "\"done\":false");
    }

    @Override
    String thinking(String text) {
      return line("\"content\":\"\",\"thinking\":" + Json.quote(text), "\"done\":false");
    }

    @Override
    String call(String name, String arguments) {
      return line(
          "\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"%s\",\"arguments\":%s}}]"
              .formatted(name, arguments),
          "\"done\":false");
    }

    @Override
    String finish(String reason) {
      return line(
          "\"content\":\"\"",
          "\"done\":true,\"done_reason\":\""
              + reason
              + "\",\"total_duration\":144059603,\"prompt_eval_count\":7,\"eval_count\":5");
    }

    @Override
    String usage() {
      return "";
    }

    /** There is none: the line that is done has the reason. */
    @Override
    String terminator() {
      return "";
    }

    private String line(String message, String end) {
      return "{\"model\":\"served\",\"created_at\":\"2026-11-21T06:12:20.113Z\",\"message\":"
          + "{\"role\":\"assistant\","
          + message
          + "},"
          + end
          + "}\n";
    }
  };

  private final String contentType;

  Wire(String contentType) {
    this.contentType = contentType;
  }

  final String contentType() {
    return contentType;
  }

  /** What comes before the first content; may be empty. */
  abstract String opening();

  /** A piece of text. */
  abstract String text(String text);

  /** A piece of thinking. */
  abstract String thinking(String text);

  /** A tool call, its arguments one JSON object. */
  abstract String call(String name, String arguments);

  /** The end, with that reason in the protocol's own words. */
  abstract String finish(String reason);

  /** What counts tokens, where that is not part of the finish. */
  abstract String usage();

  /** What says that nothing more comes, where the protocol has such a thing. */
  abstract String terminator();

  /** The protocol's word for an answer that ended by itself. */
  final String stop() {
    return switch (this) {
      case CHAT_COMPLETIONS, OLLAMA -> "stop";
      case MESSAGES -> "end_turn";
      case GENERATE_CONTENT -> "STOP";
    };
  }

  /** Everything after the content of an answer that ended by itself and took 7 and 5 tokens. */
  final String ending() {
    return finish(stop()) + usage() + terminator();
  }

  /** A whole answer of these pieces of text. */
  final String answer(String... texts) {
    StringBuilder body = new StringBuilder(opening());
    List.of(texts).forEach(text -> body.append(text(text)));
    return body.append(ending()).toString();
  }

  /** Whether its frames are server-sent events. */
  final boolean events() {
    return this != OLLAMA;
  }
}
