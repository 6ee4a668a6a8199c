package org.jackfield.plugin.huggingface;

import java.net.URI;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jackfield.spi.ErrorCode;
import org.jackfield.testkit.contract.Behaviour;
import org.jackfield.testkit.contract.ChatCompletionsDialect;
import org.jackfield.testkit.contract.ErrorCase;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Reply;

/**
 * How Hugging Face's router speaks (https://huggingface.co/docs/inference-providers); the texts of
 * its errors are from reports of its users, such as https://github.com/cline/cline/issues/5098.
 */
final class RouterDialect extends ChatCompletionsDialect {
  private static final String MODEL = "openai/gpt-oss-120b";

  RouterDialect() {
    super(MODEL);
  }

  @Override
  public String type() {
    return "huggingface";
  }

  @Override
  public Map<String, String> settings(URI upstream) {
    Map<String, String> settings = new HashMap<>(super.settings(upstream));
    settings.put("server", "router");
    return settings;
  }

  @Override
  public Set<Behaviour> behaviours() {
    return EnumSet.complementOf(
        EnumSet.of(
            Behaviour.DOCUMENTS,
            Behaviour.AUDIO,
            Behaviour.THINKING,
            Behaviour.TOP_K,
            Behaviour.MIN_P));
  }

  @Override
  public List<ErrorCase> errors() {
    return List.of(
        of("request", 400, "invalid_request_error", "null", ErrorCode.INVALID_REQUEST),
        of(
            "too long",
            400,
            "invalid_request_error",
            "\"context_length_exceeded\"",
            ErrorCode.CONTEXT_LENGTH),
        refusal(
            "no provider has the model",
            400,
            "{\"message\":\"The requested model 'a/b' is not supported by any provider you have"
                + " enabled.\",\"type\":\"invalid_request_error\"}",
            ErrorCode.MODEL_NOT_FOUND,
            MODEL),
        of("model", 400, "invalid_request_error", "\"model_not_found\"", ErrorCode.MODEL_NOT_FOUND),
        refusal(
            "token",
            401,
            "\"Invalid username or password.\"",
            ErrorCode.AUTHENTICATION,
            "HF_TOKEN"),
        refusal(
            "credits",
            402,
            "\"You have exceeded your monthly included credits for Inference Providers.\"",
            ErrorCode.QUOTA_EXHAUSTED),
        refusal(
            "permission",
            403,
            "\"This authentication method does not have sufficient permissions.\"",
            ErrorCode.PERMISSION,
            "inference providers"),
        of("rate", 429, "rate_limit", "null", ErrorCode.RATE_LIMITED),
        of("provider", 500, "server_error", "null", ErrorCode.UNAVAILABLE),
        of("busy", 503, "server_error", "null", ErrorCode.OVERLOADED));
  }

  private static ErrorCase of(
      String name, int status, String type, String code, ErrorCode expected) {
    return refusal(
        name,
        status,
        "{\"message\":\"Refused for a reason.\",\"type\":\"" + type + "\",\"code\":" + code + "}",
        expected);
  }

  @Override
  public List<StreamError> streamErrors() {
    return List.of(
        new StreamError(
            "a provider that failed",
            "data: {\"error\":{\"message\":\"Internal error.\",\"type\":\"server_error\"}}\n\n",
            ErrorCode.UNAVAILABLE));
  }

  @Override
  public Optional<Reply> aside(Received request) {
    return request.target().equals("/v1/models")
        ? Optional.of(
            Reply.json(
                200,
                "{\"object\":\"list\",\"data\":[{\"id\":\"openai/gpt-oss-120b\","
                    + "\"object\":\"model\",\"owned_by\":\"openai\"}]}"))
        : Optional.empty();
  }
}
