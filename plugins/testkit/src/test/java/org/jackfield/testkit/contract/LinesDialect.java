package org.jackfield.testkit.contract;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.FinishReason;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/** How the upstream of the line protocol speaks. */
final class LinesDialect implements Dialect {
  @Override
  public String type() {
    return "lines";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of("endpoint", upstream.toString(), "key", CANARY);
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.of(
        Behaviour.SYSTEM,
        Behaviour.TOOLS,
        Behaviour.FORCED_TOOLS,
        Behaviour.JSON,
        Behaviour.JSON_SCHEMA,
        Behaviour.EFFORT,
        Behaviour.THINKING,
        Behaviour.MAX_TOKENS);
  }

  @Override
  public String target() {
    return "/lines";
  }

  @Override
  public String contentType() {
    return "text/x-lines";
  }

  @Override
  public Frames frames(Answer answer) {
    return frames(answer, word(answer.finish()));
  }

  private static Frames frames(Answer answer, String word) {
    List<String> pieces = new ArrayList<>();
    int calls = 0;
    for (Answer.Piece piece : answer.pieces()) {
      pieces.add(piece instanceof Answer.Call call ? call(call, calls++) : line(piece));
    }
    return new Frames("", pieces, ending(answer, word));
  }

  private static String ending(Answer answer, String word) {
    return "{end " + word + answer.tokens().map(LinesDialect::counts).orElse("") + "}\n";
  }

  private static String counts(Answer.Tokens tokens) {
    return " "
        + tokens.input()
        + " "
        + tokens.output()
        + count(" c=", tokens, Answer.Figure.CACHED)
        + count(" w=", tokens, Answer.Figure.CACHE_WRITE)
        + count(" r=", tokens, Answer.Figure.REASONING);
  }

  private static String count(String name, Answer.Tokens tokens, Answer.Figure figure) {
    return tokens.part(figure).isPresent() ? name + tokens.part(figure).getAsLong() : "";
  }

  @Override
  public Set<Answer.Figure> figures() {
    return EnumSet.allOf(Answer.Figure.class);
  }

  private static String call(Answer.Call call, int index) {
    return line(call)
        + call.cut().stream().map(piece -> with(index, piece)).collect(Collectors.joining());
  }

  private static String with(int index, String piece) {
    return "{with " + index + " " + encoded(piece) + "}\n";
  }

  private static String line(Answer.Piece piece) {
    return switch (piece) {
      case Answer.Text text -> "{text " + encoded(text.text()) + "}\n";
      case Answer.Refusal refusal -> "{text " + encoded(refusal.text()) + "}\n";
      case Answer.Thinking thinking -> "{think " + encoded(thinking.text()) + "}\n";
      case Answer.Call call -> "{call " + call.id() + " " + call.name() + "}\n";
    };
  }

  @Override
  public Optional<Frames> interleaved(List<Answer.Call> calls) {
    List<String> pieces = new ArrayList<>(calls.stream().map(LinesDialect::line).toList());
    for (int turn = 0; turn < 3; turn++) {
      for (int index = 0; index < calls.size(); index++) {
        pieces.add(with(index, calls.get(index).cut().get(turn)));
      }
    }
    return Optional.of(new Frames("", pieces, "{end tools 7 5}\n"));
  }

  @Override
  public Optional<Frames> logprobs() {
    String odds = "{\"content\":[{\"token\":\"Yes\",\"logprob\":-0.25}]}";
    return Optional.of(
        new Frames(
            "", List.of("{text Yes}\n", "{odds " + encoded(odds) + "}\n"), "{end done 7 5}\n"));
  }

  @Override
  public Optional<Reply> whole(Answer answer) {
    return Optional.of(whole(answer, word(answer.finish())));
  }

  private Reply whole(Answer answer, String word) {
    String lines = encoded(frames(answer, word).body());
    return Reply.whole(200, contentType(), "{whole " + lines + "}\n");
  }

  @Override
  public List<Ending> endings() {
    return List.of(
        ending("done", FinishReason.STOP),
        ending("full", FinishReason.LENGTH),
        ending("tools", FinishReason.TOOL_CALLS),
        ending("dirty", FinishReason.CONTENT_FILTER),
        ending("tired", FinishReason.UNKNOWN));
  }

  private Ending ending(String word, FinishReason reason) {
    Answer answer = Answer.text("Paris.");
    return new Ending(word, frames(answer, word), Optional.of(whole(answer, word)), reason);
  }

  private static String word(FinishReason reason) {
    return switch (reason) {
      case STOP, REFUSAL -> "done";
      case LENGTH -> "full";
      case TOOL_CALLS -> "tools";
      case CONTENT_FILTER -> "dirty";
      case UNKNOWN -> "tired";
    };
  }

  @Override
  public Sent sent(RequestCase request) {
    return switch (request) {
      case PLAIN ->
          Sent.of(
              "/messages", "[{\"role\":\"user\",\"parts\":[\"What is the weather in Paris?\"]}]");
      case TOOLS ->
          Sent.of(
                  "/tools",
                  "[{\"name\":\"get_weather\",\"takes\":"
                      + RequestCase.CITY
                      + "},{\"name\":\"get_time\",\"takes\":"
                      + RequestCase.NO_PARAMETERS
                      + "}]")
              .without("/choice");
      case NO_TOOL -> Sent.of("/choice", "\"none\"");
      case ANY_TOOL -> Sent.of("/choice", "\"any\"");
      case NAMED_TOOL -> Sent.of("/choice", "\"tool get_weather\"");
      case TOOL_RESULTS ->
          Sent.of("/messages/1/parts/0/call", "\"call_1\"")
              .and("/messages/1/parts/0/with", "\"{\\\"city\\\":\\\"Paris\\\"}\"")
              .and(
                  "/messages/2/parts",
                  "[{\"of\":\"call_2\",\"failed\":true,\"parts\":[\"no such city\"]},"
                      + "{\"of\":\"call_1\",\"failed\":false,\"parts\":[\"rain, 11 degrees\"]}]");
      case JSON -> Sent.of("/json", "true").without("/schema");
      case JSON_SCHEMA -> Sent.of("/schema", RequestCase.SCHEMA);
      case EFFORT -> Sent.of("/effort", "\"high\"");
      case THOUGHT ->
          Sent.of("/messages/1/parts", "[{\"think\":\"Let me recall the map.\"},\"Rain.\"]");
      case LOGPROBS -> Sent.of("/logprobs", "true").and("/top_logprobs", "2");
      case IMAGE_RESULT, IMAGE, REMOTE_IMAGE, STOP, SEED, PENALTIES, CACHE_MARK -> Sent.UNKNOWN;
    };
  }

  @Override
  public List<String> models() {
    return List.of("short", "long");
  }

  @Override
  public Optional<OperationCase> tokenCount() {
    return Optional.of(
        new OperationCase(
            "/count",
            Sent.of("/messages/0/parts/0", "\"What is the weather in Paris?\""),
            Reply.whole(200, "text/plain", "42")));
  }

  @Override
  public Optional<OperationCase> embeddings() {
    return Optional.of(
        new OperationCase(
            "/embed",
            Sent.of("/texts", "[\"one\",\"two\"]"),
            Reply.whole(200, "text/plain", "1 0\n0 0.5")));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        ErrorCase.of("bad", Reply.json(400, "{\"m\":\"no\"}"), ErrorCode.INVALID_REQUEST, "no"),
        ErrorCase.of("model", Reply.json(404, "{}"), ErrorCode.MODEL_NOT_FOUND),
        ErrorCase.of("context", Reply.json(413, "{}"), ErrorCode.CONTEXT_LENGTH),
        ErrorCase.of("busy", Reply.json(503, "{}"), ErrorCode.OVERLOADED));
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(new StreamError("busy", "{busy}\n", ErrorCode.OVERLOADED));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return switch (request.target()) {
      case "/health" -> Optional.of(Reply.json(200, "{}"));
      case "/models" -> Optional.of(Reply.whole(200, "text/plain", "short\nlong"));
      default -> Optional.empty();
    };
  }
}
