package org.jackfield.testkit.contract;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Reply;

/**
 * What all servers share that speak OpenAI's chat completions
 * (https://platform.openai.com/docs/api-reference/chat); each adds its settings, behaviours and
 * errors, and says in what it differs.
 */
public abstract class ChatCompletionsDialect implements Dialect {
  private static final String HEAD = "\"id\":\"chatcmpl-1\",\"created\":1750000000,\"model\":";

  private final String model;

  /** Servers that call their model so. */
  protected ChatCompletionsDialect(String model) {
    this.model = model;
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of(
        "endpoint", upstream.resolve("/v1").toString(), "api_key", CANARY, "model", model);
  }

  @Override
  public String target() {
    return "/v1/chat/completions";
  }

  @Override
  public String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  @Override
  public Set<Answer.Figure> figures() {
    return EnumSet.of(Answer.Figure.CACHED, Answer.Figure.REASONING);
  }

  @Override
  public Sent sent(RequestCase request) {
    return ChatCompletionsRequests.sent(request);
  }

  @Override
  public List<String> models() {
    return List.of(model);
  }

  /** The name by which thinking comes in a delta. */
  protected String thinkingField() {
    return "reasoning_content";
  }

  /** What a stream says before its first delta. */
  protected String preface() {
    return "";
  }

  /** Further fields of every choice, each with a comma before it. */
  protected String besideChoice() {
    return "";
  }

  /** Further fields of every event that has a choice, each with a comma before it. */
  protected String besideChoices() {
    return "";
  }

  @Override
  public Frames frames(Answer answer) {
    return frames(answer, word(answer.finish()));
  }

  private Frames frames(Answer answer, String finish) {
    List<String> pieces = new ArrayList<>();
    int calls = 0;
    for (Answer.Piece piece : answer.pieces()) {
      pieces.add(piece instanceof Answer.Call call ? call(call, calls++) : delta(field(piece)));
    }
    return new Frames(opening(), pieces, ending(answer, finish));
  }

  private String opening() {
    return preface() + delta("\"role\":\"assistant\",\"content\":\"\"");
  }

  private String ending(Answer answer, String finish) {
    String usage =
        answer.tokens().map(tokens -> event("\"choices\":[]," + usage(tokens))).orElse("");
    return choice("{}", "null", Json.quote(finish)) + usage + "data: [DONE]\n\n";
  }

  private String field(Answer.Piece piece) {
    return switch (piece) {
      case Answer.Text text -> "\"content\":" + Json.quote(text.text());
      case Answer.Thinking thinking -> "\"" + thinkingField() + "\":" + Json.quote(thinking.text());
      case Answer.Refusal refusal -> "\"refusal\":" + Json.quote(refusal.text());
      case Answer.Call call -> "\"tool_calls\":[" + called(call, "", call.argumentsJson()) + "]";
    };
  }

  private String call(Answer.Call call, int index) {
    StringBuilder frames = new StringBuilder(begun(call, index));
    call.cut().forEach(piece -> frames.append(arguments(index, piece)));
    return frames.toString();
  }

  private String begun(Answer.Call call, int index) {
    return delta("\"tool_calls\":[" + called(call, "\"index\":" + index + ",", "") + "]");
  }

  private static String called(Answer.Call call, String index, String argumentsJson) {
    return "{"
        + index
        + "\"id\":"
        + Json.quote(call.id())
        + ",\"type\":\"function\",\"function\":{\"name\":"
        + Json.quote(call.name())
        + ",\"arguments\":"
        + Json.quote(argumentsJson)
        + "}}";
  }

  private String arguments(int index, String json) {
    return delta(
        "\"tool_calls\":[{\"index\":"
            + index
            + ",\"function\":{\"arguments\":"
            + Json.quote(json)
            + "}}]");
  }

  @Override
  public Optional<Frames> interleaved(List<Answer.Call> calls) {
    List<String> pieces = new ArrayList<>();
    for (int index = 0; index < calls.size(); index++) {
      pieces.add(begun(calls.get(index), index));
    }
    for (int turn = 0; turn < 3; turn++) {
      for (int index = 0; index < calls.size(); index++) {
        pieces.add(arguments(index, calls.get(index).cut().get(turn)));
      }
    }
    Answer answer = Answer.calls(calls.toArray(Answer.Call[]::new));
    return Optional.of(new Frames(opening(), pieces, ending(answer, "tool_calls")));
  }

  @Override
  public Optional<Frames> logprobs() {
    String yes =
        choice(
            "{\"content\":\"Yes\"}",
            "{\"content\":[{\"token\":\"Yes\",\"logprob\":-0.25,\"bytes\":[89,101,115],"
                + "\"top_logprobs\":[{\"token\":\"Yes\",\"logprob\":-0.25,\"bytes\":[89,101,115]},"
                + "{\"token\":\"No\",\"logprob\":-1.5,\"bytes\":[78,111]}]}],\"refusal\":null}",
            "null");
    return Optional.of(new Frames(opening(), List.of(yes), ending(Answer.text("Yes"), "stop")));
  }

  @Override
  public Optional<Reply> whole(Answer answer) {
    return Optional.of(whole(answer, word(answer.finish())));
  }

  private Reply whole(Answer answer, String finish) {
    StringBuilder content = new StringBuilder("\"role\":\"assistant\"");
    List<String> calls = new ArrayList<>();
    for (Answer.Piece piece : answer.pieces()) {
      switch (piece) {
        case Answer.Call call -> calls.add(called(call, "", call.argumentsJson()));
        case Answer.Text _ -> {}
        case Answer.Thinking _, Answer.Refusal _ -> content.append(',').append(field(piece));
      }
    }
    content.append(",\"content\":").append(said(answer));
    if (!calls.isEmpty()) {
      content.append(",\"tool_calls\":[").append(String.join(",", calls)).append(']');
    }
    return Reply.json(
        200,
        "{\"object\":\"chat.completion\","
            + HEAD
            + Json.quote(model)
            + ",\"choices\":[{\"index\":0,\"message\":{"
            + content
            + "},\"logprobs\":null,\"finish_reason\":"
            + Json.quote(finish)
            + besideChoice()
            + "}]"
            + answer.tokens().map(tokens -> "," + usage(tokens)).orElse("")
            + "}");
  }

  private static String said(Answer answer) {
    return answer.joined().isEmpty() ? "null" : Json.quote(answer.joined());
  }

  @Override
  public List<Ending> endings() {
    Answer text = Answer.text("Paris.");
    Answer call = Answer.calls(new Answer.Call("call_1", "get_time", "{}"));
    Answer refusal = Answer.text().after(new Answer.Refusal("No."));
    return List.of(
        ending("stop", "stop", text, FinishReason.STOP),
        ending("length", "length", text, FinishReason.LENGTH),
        ending("content_filter", "content_filter", text, FinishReason.CONTENT_FILTER),
        ending("tool_calls", "tool_calls", call, FinishReason.TOOL_CALLS),
        ending("stop after a call", "stop", call, FinishReason.TOOL_CALLS),
        ending("stop after a refusal", "stop", refusal, FinishReason.REFUSAL),
        ending("a word of tomorrow", "tired", text, FinishReason.UNKNOWN));
  }

  private Ending ending(String name, String word, Answer answer, FinishReason reason) {
    return new Ending(name, frames(answer, word), Optional.of(whole(answer, word)), reason);
  }

  /** Embeddings by that target, the second text's vector first. */
  protected final OperationCase embeddings(String target) {
    return new OperationCase(
        target,
        Sent.of("/input", "[\"one\",\"two\"]").and("/encoding_format", "\"float\""),
        Reply.json(
            200,
            "{\"object\":\"list\",\"data\":["
                + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[0,0.5]},"
                + "{\"object\":\"embedding\",\"index\":0,\"embedding\":[1,0]}],"
                + "\"model\":\"embedder\",\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}"));
  }

  /** A count of tokens by that target, which takes the body of a chat and answers so. */
  protected static OperationCase tokenCount(String target, String answerJson) {
    return new OperationCase(
        target,
        Sent.of("/messages/0/content", "\"What is the weather in Paris?\"").without("/stream"),
        Reply.json(200, answerJson));
  }

  private static String usage(Answer.Tokens tokens) {
    return "\"usage\":{\"prompt_tokens\":"
        + tokens.input()
        + ",\"completion_tokens\":"
        + tokens.output()
        + ",\"total_tokens\":"
        + (tokens.input() + tokens.output())
        + details(
            "prompt_tokens_details",
            figure("cached_tokens", tokens, Answer.Figure.CACHED)
                + figure("cache_write_tokens", tokens, Answer.Figure.CACHE_WRITE))
        + details(
            "completion_tokens_details",
            figure("reasoning_tokens", tokens, Answer.Figure.REASONING))
        + "}";
  }

  private static String figure(String name, Answer.Tokens tokens, Answer.Figure figure) {
    return tokens.part(figure).isPresent()
        ? ",\"" + name + "\":" + tokens.part(figure).getAsLong()
        : "";
  }

  private static String details(String name, String figures) {
    return figures.isEmpty() ? "" : ",\"" + name + "\":{" + figures.substring(1) + "}";
  }

  private String delta(String fields) {
    return choice("{" + fields + "}", "null", "null");
  }

  private String choice(String delta, String logprobs, String finish) {
    return event(
        "\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"logprobs\":"
            + logprobs
            + ",\"finish_reason\":"
            + finish
            + besideChoice()
            + "}]"
            + besideChoices());
  }

  private String event(String fields) {
    return "data: {\"object\":\"chat.completion.chunk\","
        + HEAD
        + Json.quote(model)
        + ","
        + fields
        + "}\n\n";
  }

  private static String word(FinishReason reason) {
    return switch (reason) {
      case STOP, REFUSAL, UNKNOWN -> "stop";
      case LENGTH -> "length";
      case TOOL_CALLS -> "tool_calls";
      case CONTENT_FILTER -> "content_filter";
    };
  }

  /** A refusal of that status whose {@code error} is that JSON, and what must become of it. */
  protected static ErrorCase refusal(
      String name, int status, String errorJson, ErrorCode code, String... shown) {
    return ErrorCase.of(name, Reply.json(status, "{\"error\":" + errorJson + "}"), code, shown);
  }
}
