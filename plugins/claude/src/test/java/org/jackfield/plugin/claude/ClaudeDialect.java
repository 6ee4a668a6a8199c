package org.jackfield.plugin.claude;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.testkit.contract.Answer;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.Dialect;
import org.jackfield.testkit.contract.Ending;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.contract.Frames;
import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.contract.RequestCase;
import org.jackfield.testkit.contract.Sent;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/**
 * How the Messages API speaks, by its documents:
 * https://platform.claude.com/docs/en/build-with-claude/streaming.
 */
final class ClaudeDialect implements Dialect {
  private static final String MODELS =
      "{\"data\":[{\"type\":\"model\",\"id\":\"claude-sonnet-4-20250514\","
          + "\"display_name\":\"Claude Sonnet 4\",\"created_at\":\"2025-05-14T00:00:00Z\"}],"
          + "\"has_more\":false,\"first_id\":\"claude-sonnet-4-20250514\","
          + "\"last_id\":\"claude-sonnet-4-20250514\"}";

  @Override
  public String type() {
    return "claude";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of("endpoint", upstream.toString(), "api_key", CANARY);
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(
        EnumSet.of(
            Behaviour.AUDIO, Behaviour.JSON, Behaviour.MIN_P, Behaviour.SEED, Behaviour.PENALTIES));
  }

  @Override
  public String target() {
    return "/v1/messages";
  }

  @Override
  public String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  /** The API's {@code input_tokens} leave out what came from the cache and what went there. */
  @Override
  public Set<Answer.Figure> figures() {
    return EnumSet.allOf(Answer.Figure.class);
  }

  @Override
  public Sent sent(RequestCase request) {
    return ClaudeRequests.sent(request);
  }

  @Override
  public List<String> models() {
    return List.of("claude-sonnet-4-20250514");
  }

  @Override
  public Optional<OperationCase> tokenCount() {
    return Optional.of(ClaudeRequests.tokenCount());
  }

  @Override
  public Frames frames(Answer answer) {
    return frames(answer, word(answer.finish()));
  }

  private static Frames frames(Answer answer, String word) {
    List<String> pieces = new ArrayList<>();
    boolean open = false;
    int index = 0;
    for (Answer.Piece piece : answer.pieces()) {
      String before = "";
      if (!isText(piece) && open) {
        before = stop(index++);
        open = false;
      }
      switch (piece) {
        case Answer.Text text -> {
          pieces.add(text(index, open, text.text()));
          open = true;
        }
        case Answer.Refusal refusal -> {
          pieces.add(text(index, open, refusal.text()));
          open = true;
        }
        case Answer.Thinking thinking ->
            pieces.add(
                before
                    + begin(index, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
                    + delta(index, "thinking_delta", "thinking", thinking.text())
                    + delta(index, "signature_delta", "signature", "c2lnbmF0dXJl")
                    + stop(index++));
        case Answer.Call call -> pieces.add(before + call(call, index++));
      }
    }
    return new Frames(opening(answer), pieces, (open ? stop(index) : "") + ending(answer, word));
  }

  /** A refusal is a text like any other; only the stop reason tells. */
  private static boolean isText(Answer.Piece piece) {
    return piece instanceof Answer.Text || piece instanceof Answer.Refusal;
  }

  private static String text(int index, boolean open, String text) {
    return (open ? "" : begin(index, "{\"type\":\"text\",\"text\":\"\"}"))
        + delta(index, "text_delta", "text", text);
  }

  private static String opening(Answer answer) {
    return start(answer) + event("ping", "");
  }

  private static String ending(Answer answer, String word) {
    return messageDelta(answer, word) + event("message_stop", "");
  }

  /** Blocks have numbers, so that they need not come one after the other. */
  @Override
  public Optional<Frames> interleaved(List<Answer.Call> calls) {
    List<String> pieces = new ArrayList<>();
    for (int index = 0; index < calls.size(); index++) {
      pieces.add(begun(calls.get(index), index));
    }
    for (int turn = 0; turn < 3; turn++) {
      for (int index = 0; index < calls.size(); index++) {
        String piece = calls.get(index).cut().get(turn);
        pieces.add(delta(index, "input_json_delta", "partial_json", piece));
      }
    }
    for (int index = 0; index < calls.size(); index++) {
      pieces.add(stop(index));
    }
    Answer answer = Answer.calls(calls.toArray(Answer.Call[]::new));
    return Optional.of(new Frames(opening(answer), pieces, ending(answer, "tool_use")));
  }

  @Override
  public Optional<Reply> whole(Answer answer) {
    return Optional.of(whole(answer, word(answer.finish())));
  }

  private static Reply whole(Answer answer, String word) {
    StringBuilder text = new StringBuilder();
    List<String> content = new ArrayList<>();
    for (Answer.Piece piece : answer.pieces()) {
      switch (piece) {
        case Answer.Text said -> text.append(said.text());
        case Answer.Refusal refusal -> text.append(refusal.text());
        case Answer.Thinking thinking ->
            content.add(
                "{\"type\":\"thinking\",\"thinking\":"
                    + Json.quote(thinking.text())
                    + ",\"signature\":\"c2lnbmF0dXJl\"}");
        case Answer.Call call -> content.add(block(call, call.argumentsJson()));
      }
    }
    if (!text.isEmpty()) {
      content.add("{\"type\":\"text\",\"text\":" + Json.quote(text.toString()) + "}");
    }
    String usage =
        answer
            .tokens()
            .map(tokens -> ",\"usage\":{" + input(tokens) + "," + output(tokens) + "}")
            .orElse("");
    return Reply.json(200, message("[" + String.join(",", content) + "]", Json.quote(word), usage));
  }

  @Override
  public List<Ending> endings() {
    Answer text = Answer.text("Paris.");
    Answer call = Answer.calls(new Answer.Call("toolu_1", "get_time", "{}"));
    return List.of(
        ending("end_turn", text, FinishReason.STOP),
        ending("stop_sequence", text, FinishReason.STOP),
        ending("max_tokens", text, FinishReason.LENGTH),
        ending("model_context_window_exceeded", text, FinishReason.LENGTH),
        ending("tool_use", call, FinishReason.TOOL_CALLS),
        ending("refusal", text, FinishReason.REFUSAL),
        ending("pause_turn", text, FinishReason.UNKNOWN),
        ending("a_word_of_tomorrow", text, FinishReason.UNKNOWN));
  }

  private static Ending ending(String word, Answer answer, FinishReason reason) {
    return new Ending(word, frames(answer, word), Optional.of(whole(answer, word)), reason);
  }

  private static String start(Answer answer) {
    String usage =
        answer
            .tokens()
            .map(tokens -> ",\"usage\":{" + input(tokens) + ",\"output_tokens\":1}")
            .orElse("");
    return event("message_start", ",\"message\":" + message("[]", "null", usage));
  }

  private static String message(String content, String stopReason, String usage) {
    return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":"
        + content
        + ",\"model\":\"claude-sonnet-4-20250514\",\"stop_reason\":"
        + stopReason
        + ",\"stop_sequence\":null"
        + usage
        + "}";
  }

  private static String input(Answer.Tokens tokens) {
    long beside =
        tokens.part(Answer.Figure.CACHED).orElse(0)
            + tokens.part(Answer.Figure.CACHE_WRITE).orElse(0);
    return "\"input_tokens\":"
        + (tokens.input() - beside)
        + figure("cache_read_input_tokens", tokens.part(Answer.Figure.CACHED))
        + figure("cache_creation_input_tokens", tokens.part(Answer.Figure.CACHE_WRITE));
  }

  private static String output(Answer.Tokens tokens) {
    OptionalLong thinking = tokens.part(Answer.Figure.REASONING);
    return "\"output_tokens\":"
        + tokens.output()
        + (thinking.isPresent()
            ? ",\"output_tokens_details\":{\"thinking_tokens\":" + thinking.getAsLong() + "}"
            : "");
  }

  private static String figure(String name, OptionalLong tokens) {
    return tokens.isPresent() ? ",\"" + name + "\":" + tokens.getAsLong() : "";
  }

  private static String call(Answer.Call call, int index) {
    StringBuilder frames = new StringBuilder(begun(call, index));
    for (String piece : call.cut()) {
      frames.append(delta(index, "input_json_delta", "partial_json", piece));
    }
    return frames.append(stop(index)).toString();
  }

  private static String begun(Answer.Call call, int index) {
    return begin(index, block(call, "{}")) + delta(index, "input_json_delta", "partial_json", "");
  }

  private static String block(Answer.Call call, String input) {
    return "{\"type\":\"tool_use\",\"id\":"
        + Json.quote(call.id())
        + ",\"name\":"
        + Json.quote(call.name())
        + ",\"input\":"
        + input
        + "}";
  }

  private static String messageDelta(Answer answer, String word) {
    return event(
        "message_delta",
        ",\"delta\":{\"stop_reason\":\""
            + word
            + "\",\"stop_sequence\":null}"
            + answer.tokens().map(tokens -> ",\"usage\":{" + output(tokens) + "}").orElse(""));
  }

  private static String begin(int index, String block) {
    return event("content_block_start", ",\"index\":" + index + ",\"content_block\":" + block);
  }

  private static String delta(int index, String type, String field, String text) {
    return event(
        "content_block_delta",
        ",\"index\":"
            + index
            + ",\"delta\":{\"type\":\""
            + type
            + "\",\""
            + field
            + "\":"
            + Json.quote(text)
            + "}");
  }

  private static String stop(int index) {
    return event("content_block_stop", ",\"index\":" + index);
  }

  private static String event(String type, String fields) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + fields + "}\n\n";
  }

  private static String word(FinishReason reason) {
    return switch (reason) {
      case STOP, UNKNOWN, CONTENT_FILTER -> "end_turn";
      case LENGTH -> "max_tokens";
      case TOOL_CALLS -> "tool_use";
      case REFUSAL -> "refusal";
    };
  }

  @Override
  public List<ErrorCase> errors() {
    return ClaudeErrorCases.ALL;
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "overloaded",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                + "\"message\":\"Overloaded\"}}\n\n",
            ErrorCode.OVERLOADED),
        new StreamError(
            "a prompt that is too long",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                + "\"invalid_request_error\",\"message\":"
                + "\"prompt is too long: 204800 tokens > 200000 maximum\"}}\n\n",
            ErrorCode.CONTEXT_LENGTH),
        new StreamError(
            "api_error",
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                + "\"message\":\"Internal server error\"}}\n\n",
            ErrorCode.UNAVAILABLE));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return request.method().equals("GET") && request.target().equals("/v1/models?limit=1000")
        ? Optional.of(Reply.json(200, MODELS))
        : Optional.empty();
  }
}
