package org.jackfield.plugin.ollama;

import static org.jackfield.testkit.upstream.Json.quote;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/** How an Ollama server speaks; lines and errors are those that Ollama 0.17.4 was seen to send. */
final class OllamaDialect implements Dialect {
  private static final String HEAD =
      "{\"model\":\"llama3.1\",\"created_at\":\"2026-11-21T06:12:20.113Z\",";

  @Override
  public String type() {
    return "ollama";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of("endpoint", upstream.toString(), "api_key", CANARY);
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(
        EnumSet.of(
            Behaviour.REMOTE_IMAGES, Behaviour.DOCUMENTS, Behaviour.AUDIO, Behaviour.FORCED_TOOLS));
  }

  @Override
  public String target() {
    return "/api/chat";
  }

  @Override
  public String contentType() {
    return "application/x-ndjson";
  }

  @Override
  public Sent sent(RequestCase request) {
    return OllamaRequests.sent(request);
  }

  @Override
  public List<String> models() {
    return List.of("llama3.1:latest");
  }

  @Override
  public Optional<OperationCase> embeddings() {
    return Optional.of(OllamaRequests.embeddings());
  }

  @Override
  public Frames frames(Answer answer) {
    return frames(answer, word(answer));
  }

  private static String word(Answer answer) {
    return answer.finish() == FinishReason.LENGTH ? "length" : "stop";
  }

  private static Frames frames(Answer answer, String word) {
    return new Frames(
        "",
        answer.pieces().stream()
            .map(piece -> HEAD + message(List.of(piece)) + ",\"done\":false}\n")
            .toList(),
        end(List.of(), answer, word) + "\n");
  }

  private static String message(List<Answer.Piece> pieces) {
    StringBuilder text = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    List<String> calls = new ArrayList<>();
    for (Answer.Piece piece : pieces) {
      switch (piece) {
        case Answer.Text said -> text.append(said.text());
        case Answer.Refusal refusal -> text.append(refusal.text());
        case Answer.Thinking thought -> thinking.append(thought.text());
        case Answer.Call call -> calls.add(call(call, calls.size()));
      }
    }
    return "\"message\":{\"role\":\"assistant\",\"content\":"
        + quote(text.toString())
        + (thinking.isEmpty() ? "" : ",\"thinking\":" + quote(thinking.toString()))
        + (calls.isEmpty() ? "" : ",\"tool_calls\":[" + String.join(",", calls) + "]")
        + "}";
  }

  private static String call(Answer.Call call, int index) {
    return "{\"id\":"
        + quote(call.id())
        + ",\"function\":{\"index\":"
        + index
        + ",\"name\":"
        + quote(call.name())
        + ",\"arguments\":"
        + call.argumentsJson()
        + "}}";
  }

  private static String end(List<Answer.Piece> pieces, Answer answer, String word) {
    String usage =
        answer
            .tokens()
            .map(t -> ",\"prompt_eval_count\":" + t.input() + ",\"eval_count\":" + t.output())
            .orElse("");
    return HEAD
        + message(pieces)
        + ",\"done\":true,\"done_reason\":"
        + quote(word)
        + ",\"total_duration\":144059603"
        + usage
        + "}";
  }

  @Override
  public Optional<Reply> whole(Answer answer) {
    return Optional.of(whole(answer, word(answer)));
  }

  private static Reply whole(Answer answer, String word) {
    return Reply.json(200, end(answer.pieces(), answer, word));
  }

  /** A call of a tool ends with "stop" as well, as recorded; "load" answers an empty prompt. */
  @Override
  public List<Ending> endings() {
    Answer text = Answer.text("Paris.");
    Answer call = Answer.calls(new Answer.Call("call_1", "get_time", "{}"));
    return List.of(
        ending("stop", text, FinishReason.STOP),
        ending("length", text, FinishReason.LENGTH),
        ending("stop", call, FinishReason.TOOL_CALLS),
        ending("load", Answer.text(), FinishReason.UNKNOWN));
  }

  private static Ending ending(String word, Answer answer, FinishReason reason) {
    return new Ending(
        word + " as " + reason, frames(answer, word), Optional.of(whole(answer, word)), reason);
  }

  @Override
  public Optional<Frames> logprobs() {
    String yes =
        HEAD
            + message(List.of(new Answer.Text("Yes")))
            + ",\"done\":false,\"logprobs\":[{\"token\":\"Yes\",\"logprob\":-0.25,"
            + "\"bytes\":[89,101,115],\"top_logprobs\":[]}]}\n";
    return Optional.of(
        new Frames("", List.of(yes), end(List.of(), Answer.text("Yes"), "stop") + "\n"));
  }

  @Override
  public List<ErrorCase> errors() {
    List<ErrorCase> cases = new ArrayList<>();
    cases.add(
        ErrorCase.of(
            "model missing",
            error(404, "model 'llama3.1' not found"),
            ErrorCode.MODEL_NOT_FOUND,
            "Model 'llama3.1' not found. Download it with: ollama pull llama3.1"));
    cases.add(
        ErrorCase.of(
            "context",
            error(400, "the input length exceeds the context length"),
            ErrorCode.CONTEXT_LENGTH,
            "about 2049 tokens (estimated)",
            "context of 2048 tokens",
            "num_ctx"));
    cases.add(
        ErrorCase.of(
            "busy",
            error(503, "server busy, please try again.  maximum pending requests exceeded"),
            ErrorCode.OVERLOADED,
            "OLLAMA_MAX_QUEUE"));
    cases.add(
        ErrorCase.of(
            "no tools",
            error(400, "registry.localtest/library/smollm2:135m does not support tools"),
            ErrorCode.UNSUPPORTED,
            "does not support tools"));
    cases.add(
        ErrorCase.of(
            "no thinking",
            error(400, "\"smollm2:135m\" does not support thinking"),
            ErrorCode.UNSUPPORTED));
    cases.add(
        ErrorCase.of(
            "format",
            error(500, "invalid format: \"3\"; expected \"json\" or a valid JSON Schema object"),
            ErrorCode.INVALID_REQUEST));
    cases.add(
        ErrorCase.of(
            "bad request", error(400, "illegal base64 data at byte 0"), ErrorCode.INVALID_REQUEST));
    cases.add(
        ErrorCase.of(
            "memory",
            error(500, "model requires more system memory (5.6 GiB) than is available (1.2 GiB)"),
            ErrorCode.UNAVAILABLE,
            "more system memory (5.6 GiB)"));
    cases.add(
        ErrorCase.of(
            "wrong path",
            Reply.whole(404, "text/plain", "404 page not found"),
            ErrorCode.PROTOCOL,
            "'endpoint'"));
    cases.add(
        ErrorCase.of(
            "a router before it",
            Reply.json(404, "{\"message\":\"no Route matched with those values\"}"),
            ErrorCode.PROTOCOL,
            "'endpoint'"));
    cases.add(
        ErrorCase.of(
            "not signed in",
            Reply.json(401, "{\"error\":\"unauthorized\",\"signin_url\":\"https://x.test/c\"}"),
            ErrorCode.AUTHENTICATION,
            "ollama signin",
            "OLLAMA_API_KEY"));
    cases.add(
        ErrorCase.of(
            "foreign origin",
            Reply.head(403, "Content-Length: 0"),
            ErrorCode.PERMISSION,
            "OLLAMA_ORIGINS"));
    return cases;
  }

  private static Reply error(int status, String text) {
    return Reply.json(status, "{\"error\":" + quote(text) + "}");
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "runner died",
            "{\"error\":\"an error was encountered while running the model: unexpected EOF\"}\n",
            ErrorCode.UNAVAILABLE),
        new StreamError(
            "an error that is an object",
            "{\"error\":{\"message\":\"server busy, please try again\"}}\n",
            ErrorCode.OVERLOADED),
        new StreamError(
            "context",
            "{\"error\":\"the input length exceeds the context length\"}\n",
            ErrorCode.CONTEXT_LENGTH));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return switch (request.target()) {
      case "/api/version" -> Optional.of(Reply.json(200, "{\"version\":\"0.17.4\"}"));
      case "/api/tags" ->
          Optional.of(
              Reply.json(200, "{\"models\":[{\"name\":\"llama3.1:latest\",\"size\":4920753328}]}"));
      case "/api/ps" ->
          Optional.of(
              Reply.json(
                  200, "{\"models\":[{\"name\":\"llama3.1:latest\",\"context_length\":2048}]}"));
      case "/api/show" ->
          Optional.of(Reply.json(200, "{\"capabilities\":[\"completion\",\"vision\"]}"));
      default -> Optional.empty();
    };
  }

  @Override
  public List<String> unreachable(String hostPort) {
    return List.of("Ollama server not found at " + hostPort + ". Start it with: ollama serve");
  }
}
