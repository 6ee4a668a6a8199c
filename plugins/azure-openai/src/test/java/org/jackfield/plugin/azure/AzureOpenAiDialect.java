package org.jackfield.plugin.azure;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.contract.Answer;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.ChatCompletionsDialect;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.contract.OperationCase;
import org.jackfield.testkit.upstream.Json;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/**
 * How Azure OpenAI speaks, by its reference
 * (https://learn.microsoft.com/azure/ai-foundry/openai/reference) and its page on the content
 * filter (https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter); the texts
 * of errors are those that people report.
 */
final class AzureOpenAiDialect extends ChatCompletionsDialect {
  private static final String SAFE =
      "{\"hate\":{\"filtered\":false,\"severity\":\"safe\"},"
          + "\"self_harm\":{\"filtered\":false,\"severity\":\"safe\"},"
          + "\"sexual\":{\"filtered\":false,\"severity\":\"safe\"},"
          + "\"violence\":{\"filtered\":false,\"severity\":\"safe\"}}";

  /** The first event of every stream: what the filter thinks of the prompt. */
  private static final String PROMPT =
      "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\","
          + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":"
          + SAFE
          + "}]}\n\n";

  private static final String FILTERED =
      "{\"error\":{\"message\":\"The response was filtered due to the prompt triggering Azure OpenAI's"
          + " content management policy. Please modify your prompt and retry.\",\"type\":null,"
          + "\"param\":\"prompt\",\"code\":\"content_filter\",\"status\":400,\"innererror\":{\"code\":"
          + "\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"hate\":{\"filtered\":false,"
          + "\"severity\":\"safe\"},\"jailbreak\":{\"filtered\":true,\"detected\":true},\"violence\":"
          + "{\"filtered\":true,\"severity\":\"medium\"}}}}}";

  private final String version;

  /** The dialect of that API: v1 or a date. */
  AzureOpenAiDialect(String version) {
    super("gpt-4o-2024-11-20");
    this.version = version;
  }

  private boolean dated() {
    return !version.equals("v1");
  }

  @Override
  public String type() {
    return "azure-openai";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    return Map.of(
        "endpoint",
        upstream.toString(),
        "api_key",
        CANARY,
        "model",
        "chat-prod",
        "api_version",
        version);
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(EnumSet.of(Behaviour.THINKING, Behaviour.TOP_K, Behaviour.MIN_P));
  }

  @Override
  public String target() {
    return dated()
        ? "/openai/deployments/chat-prod/chat/completions?api-version=" + version
        : "/openai/v1/chat/completions";
  }

  @Override
  protected String preface() {
    return PROMPT;
  }

  @Override
  protected String besideChoice() {
    return ",\"content_filter_results\":" + SAFE;
  }

  /** Every event says that there is no usage, until the one that has it. */
  @Override
  protected String besideChoices() {
    return ",\"usage\":null";
  }

  @Override
  public Set<Answer.Figure> figures() {
    return EnumSet.allOf(Answer.Figure.class);
  }

  /** The deployment of the settings: the resource lists none, only what could be deployed. */
  @Override
  public List<String> models() {
    return List.of("chat-prod");
  }

  @Override
  public Optional<OperationCase> embeddings() {
    return Optional.of(
        embeddings(
            target()
                .replace("chat/completions", "embeddings")
                .replace("chat-prod", "text-embedding-3-small")));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        refusal(400, "", "Invalid value for 'messages'.", ErrorCode.INVALID_REQUEST),
        refusal(
            400,
            "context_length_exceeded",
            "This model's maximum context length is 128000 tokens.",
            ErrorCode.CONTEXT_LENGTH),
        refusal(
            400,
            "OperationNotSupported",
            "The chatCompletion operation does not work with the specified model, o1-pro.",
            ErrorCode.UNSUPPORTED),
        refusal(400, "BadRequest", "API version not supported", ErrorCode.PROTOCOL),
        ErrorCase.of(
            "400 content_filter",
            Reply.json(400, FILTERED, "apim-request-id: req_1"),
            ErrorCode.CONTENT_FILTERED,
            "jailbreak",
            "violence (medium)"),
        refusal(
            401,
            "401",
            "Access denied due to invalid subscription key or wrong API endpoint.",
            ErrorCode.AUTHENTICATION,
            "AZURE_OPENAI_API_KEY",
            "AZURE_OPENAI_ENDPOINT"),
        refusal(
            401,
            "PermissionDenied",
            "The principal lacks the required data action.",
            ErrorCode.PERMISSION,
            "Cognitive Services OpenAI User"),
        refusal(
            403,
            "403",
            "Access denied due to Virtual Network/Firewall rules.",
            ErrorCode.PERMISSION,
            "network rules"),
        refusal(
            404,
            "DeploymentNotFound",
            "The API deployment for this resource does not exist.",
            ErrorCode.MODEL_NOT_FOUND,
            "Check the deployment name 'chat-prod'",
            "AZURE_OPENAI_DEPLOYMENT"),
        refusal(
            404,
            "404",
            "Resource not found",
            ErrorCode.MODEL_NOT_FOUND,
            "Check the deployment name 'chat-prod'",
            "AZURE_OPENAI_DEPLOYMENT"),
        refusal(
            429,
            "429",
            "Requests have exceeded token rate limit. Please retry after 9 seconds.",
            ErrorCode.RATE_LIMITED,
            "reduce concurrent usage"),
        refusal(429, "insufficient_quota", "No credit is left.", ErrorCode.QUOTA_EXHAUSTED),
        refusal(500, "InternalServerError", "Something went wrong.", ErrorCode.UNAVAILABLE),
        refusal(503, "ServiceUnavailable", "Too busy.", ErrorCode.OVERLOADED));
  }

  private static ErrorCase refusal(
      int status, String code, String message, ErrorCode expected, String... shown) {
    String body =
        "{\"error\":{"
            + (code.isEmpty() ? "" : "\"code\":" + Json.quote(code) + ",")
            + "\"message\":"
            + Json.quote(message)
            + "}}";
    return ErrorCase.of(
        status + " " + code, Reply.json(status, body, "apim-request-id: req_1"), expected, shown);
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "overloaded",
            "data: {\"error\":{\"message\":\"Too busy.\",\"type\":\"server_error\","
                + "\"param\":null,\"code\":\"server_is_overloaded\"}}\n\n",
            ErrorCode.OVERLOADED),
        new StreamError("the filter", "data: " + FILTERED + "\n\n", ErrorCode.CONTENT_FILTERED));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    String models = dated() ? "/openai/models?api-version=" + version : "/openai/v1/models";
    return request.method().equals("GET") && request.target().equals(models)
        ? Optional.of(
            Reply.json(
                200,
                "{\"data\":[{\"capabilities\":{\"chat_completion\":true},\"id\":\"gpt-4o-2024-11-20\","
                    + "\"object\":\"model\"}],\"object\":\"list\"}"))
        : Optional.empty();
  }
}
