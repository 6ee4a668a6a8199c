package org.jackfield.testkit.contract;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
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
    return EnumSet.of(Behaviour.SYSTEM, Behaviour.TOOLS, Behaviour.THINKING, Behaviour.MAX_TOKENS);
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
    return new Frames(
        "",
        answer.pieces().stream().map(LinesDialect::line).toList(),
        "{end "
            + answer.finish().name()
            + answer.tokens().map(LinesDialect::counts).orElse("")
            + "}\n");
  }

  private static String counts(Answer.Tokens tokens) {
    String parts =
        tokens.cached().isPresent() && tokens.reasoning().isPresent()
            ? " " + tokens.cached().getAsLong() + " " + tokens.reasoning().getAsLong()
            : "";
    return " " + tokens.input() + " " + tokens.output() + parts;
  }

  @Override
  public boolean tellsTokensApart() {
    return true;
  }

  private static String line(Answer.Piece piece) {
    return switch (piece) {
      case Answer.Text text -> "{text " + encoded(text.text()) + "}\n";
      case Answer.Thinking thinking -> "{think " + encoded(thinking.text()) + "}\n";
      case Answer.Call call ->
          "{call " + call.id() + " " + call.name() + " " + encoded(call.argumentsJson()) + "}\n";
    };
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
    return request.target().equals("/health")
        ? Optional.of(Reply.json(200, "{}"))
        : Optional.empty();
  }
}
