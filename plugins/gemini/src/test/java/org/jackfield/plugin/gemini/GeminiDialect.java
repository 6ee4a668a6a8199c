package org.jackfield.plugin.gemini;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
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

/** How the Gemini API speaks, by its reference: https://ai.google.dev/api/generate-content. */
final class GeminiDialect implements Dialect {
  private static final String MODELS =
      "{\"models\":[{\"name\":\"models/gemini-3.8-flash\",\"version\":\"001\","
          + "\"displayName\":\"Gemini 3.8 Flash\",\"inputTokenLimit\":1048576,"
          + "\"outputTokenLimit\":65536,\"supportedGenerationMethods\":"
          + "[\"generateContent\",\"countTokens\"],\"temperature\":1}]}";

  @Override
  public String type() {
    return "gemini";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of("endpoint", upstream.toString(), "api_key", CANARY);
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.MIN_P));
  }

  @Override
  public String target() {
    return "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse";
  }

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public Set<Answer.Figure> figures() {
    return EnumSet.of(Answer.Figure.CACHED, Answer.Figure.REASONING);
  }

  @Override
  public Sent sent(RequestCase request) {
    return GeminiRequests.sent(request);
  }

  @Override
  public List<String> models() {
    return List.of("gemini-3.8-flash");
  }

  @Override
  public Optional<OperationCase> tokenCount() {
    return Optional.of(GeminiRequests.tokenCount());
  }

  @Override
  public Optional<OperationCase> embeddings() {
    return Optional.of(GeminiRequests.embeddings());
  }

  @Override
  public Frames frames(Answer answer) {
    return frames(answer, word(answer.finish()));
  }

  private static Frames frames(Answer answer, String word) {
    String ending = frame(candidate("{\"text\":\"\"}", word) + usage(answer));
    return new Frames(
        "", answer.pieces().stream().map(piece -> piece(piece, answer)).toList(), ending);
  }

  /** Every frame counts what is known so far; only the last has it all. */
  private static String piece(Answer.Piece piece, Answer answer) {
    String counted =
        answer
            .tokens()
            .map(tokens -> ",\"usageMetadata\":{\"promptTokenCount\":" + tokens.input() + "}")
            .orElse("");
    return frame(candidate(part(piece), "") + counted);
  }

  private static String candidate(String parts, String word) {
    return "\"candidates\":[{\"content\":{\"parts\":["
        + parts
        + "],\"role\":\"model\"},"
        + (word.isEmpty() ? "" : "\"finishReason\":\"" + word + "\",")
        + "\"index\":0}]";
  }

  private static String part(Answer.Piece piece) {
    return switch (piece) {
      case Answer.Text text -> "{\"text\":" + Json.quote(text.text()) + "}";
      case Answer.Refusal refusal -> "{\"text\":" + Json.quote(refusal.text()) + "}";
      case Answer.Thinking thinking ->
          "{\"text\":" + Json.quote(thinking.text()) + ",\"thought\":true}";
      case Answer.Call call ->
          "{\"functionCall\":{\"name\":"
              + Json.quote(call.name())
              + ",\"args\":"
              + call.argumentsJson()
              + "},\"thoughtSignature\":\"c2lnbmF0dXJl\"}";
    };
  }

  /** The API counts thinking beside the answer, and leaves a figure of 0 out. */
  private static String usage(Answer answer) {
    return answer.tokens().map(GeminiDialect::usage).orElse("");
  }

  private static String usage(Answer.Tokens tokens) {
    OptionalLong thoughts = tokens.part(Answer.Figure.REASONING);
    long candidates = tokens.output() - thoughts.orElse(0);
    return ",\"usageMetadata\":{\"promptTokenCount\":"
        + tokens.input()
        + (candidates == 0 ? "" : ",\"candidatesTokenCount\":" + candidates)
        + figure("cachedContentTokenCount", tokens.part(Answer.Figure.CACHED))
        + figure("thoughtsTokenCount", thoughts)
        + ",\"totalTokenCount\":"
        + (tokens.input() + tokens.output())
        + "}";
  }

  /** What {@code generateContent} would answer, without events. */
  @Override
  public Optional<Reply> whole(Answer answer) {
    return Optional.of(whole(answer, word(answer.finish())));
  }

  private static Reply whole(Answer answer, String word) {
    String parts =
        answer.pieces().stream().map(GeminiDialect::part).collect(Collectors.joining(","));
    return Reply.json(200, response(candidate(parts, word) + usage(answer)));
  }

  @Override
  public List<Ending> endings() {
    Answer text = Answer.text("Paris.");
    List<Ending> endings = new ArrayList<>();
    endings.add(ending("STOP", text, FinishReason.STOP));
    endings.add(ending("MAX_TOKENS", text, FinishReason.LENGTH));
    endings.add(
        ending(
            "STOP", Answer.calls(new Answer.Call("", "get_time", "{}")), FinishReason.TOOL_CALLS));
    for (String word :
        List.of(
            "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY")) {
      endings.add(ending(word, text, FinishReason.CONTENT_FILTER));
    }
    for (String word : List.of("LANGUAGE", "OTHER", "NO_IMAGE", "A_WORD_OF_TOMORROW")) {
      endings.add(ending(word, text, FinishReason.UNKNOWN));
    }
    return endings;
  }

  private static Ending ending(String word, Answer answer, FinishReason reason) {
    return new Ending(
        word + " as " + reason, frames(answer, word), Optional.of(whole(answer, word)), reason);
  }

  /** https://ai.google.dev/api/generate-content#LogprobsResult. */
  @Override
  public Optional<Frames> logprobs() {
    String yes =
        "\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Yes\"}],\"role\":\"model\"},\"index\":0,"
            + "\"logprobsResult\":{\"chosenCandidates\":[{\"token\":\"Yes\",\"tokenId\":1,"
            + "\"logProbability\":-0.25}],\"topCandidates\":[{\"candidates\":[{\"token\":\"Yes\","
            + "\"tokenId\":1,\"logProbability\":-0.25},{\"token\":\"No\",\"tokenId\":2,"
            + "\"logProbability\":-1.5}]}]}}]";
    String end = frame(candidate("{\"text\":\"\"}", "STOP") + usage(Answer.text("Yes")));
    return Optional.of(new Frames("", List.of(frame(yes)), end));
  }

  private static String figure(String name, OptionalLong tokens) {
    return tokens.isPresent() ? ",\"" + name + "\":" + tokens.getAsLong() : "";
  }

  private static String frame(String fields) {
    return "data: " + response(fields) + "\r\n\r\n";
  }

  private static String response(String fields) {
    return "{"
        + fields
        + ",\"modelVersion\":\"gemini-3.8-flash\",\"responseId\":\"Il0taoSYJ5Cez7IP\"}";
  }

  private static String word(FinishReason reason) {
    return switch (reason) {
      case STOP, TOOL_CALLS, REFUSAL -> "STOP";
      case LENGTH -> "MAX_TOKENS";
      case CONTENT_FILTER -> "SAFETY";
      case UNKNOWN -> "OTHER";
    };
  }

  @Override
  public List<ErrorCase> errors() {
    return GeminiErrorCases.ALL;
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "overloaded",
            "data: " + GeminiErrorCases.body(503, "UNAVAILABLE", "High demand.", "") + "\r\n\r\n",
            ErrorCode.OVERLOADED),
        new StreamError(
            "rate limit in a list",
            "data: ["
                + GeminiErrorCases.body(429, "RESOURCE_EXHAUSTED", "Slow down.", "")
                + "]\r\n\r\n",
            ErrorCode.RATE_LIMITED),
        new StreamError(
            "a call that nobody can read",
            "data: {\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\",\"index\":0,"
                + "\"finishMessage\":\"Malformed function call: print(f())\"}]}\r\n\r\n",
            ErrorCode.PROTOCOL));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return request.method().equals("GET") && request.target().startsWith("/v1beta/models?")
        ? Optional.of(Reply.json(200, MODELS))
        : Optional.empty();
  }
}
