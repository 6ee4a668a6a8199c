package org.jackfield.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jackfield.engine.AttemptReport;
import org.jackfield.engine.EngineException;
import org.jackfield.engine.Reply;
import org.jackfield.engine.Structured;
import org.jackfield.engine.UsedPrompt;
import org.jackfield.engine.config.ConfigException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Usage;

/** The JSON document of {@code chat --json}, for an answer or an error. */
final class ChatDocument {
  private ChatDocument() {}

  /** The document of an answer. */
  static Map<String, Object> of(Reply reply) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("text", reply.text());
    document.put("thinking", thinking(reply.parts()));
    document.put("refusal", refusal(reply.parts()));
    document.put("tool_calls", toolCalls(reply.parts()));
    document.put("backend", reply.source().backend());
    document.put("model", reply.source().model());
    document.put("source", reply.source().toString());
    document.put("finish_reason", reply.finish().toString());
    document.put("structured", reply.structured().map(ChatDocument::structured));
    document.put("usage", usage(reply.usage()));
    Map<String, Object> timing = new LinkedHashMap<>();
    timing.put("first_content_ms", reply.timing().firstContent().toMillis());
    timing.put("total_ms", reply.timing().total().toMillis());
    timing.put("tokens_per_second", rounded(Footer.tokensPerSecond(reply)));
    document.put("timing", timing);
    document.put("attempts", attempts(reply.source().attempts()));
    document.put("prompt", reply.source().prompt().map(ChatDocument::prompt));
    document.put("notes", reply.source().notes());
    return document;
  }

  private static Map<String, Object> structured(Structured structured) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("how", structured.how().name().toLowerCase(Locale.ROOT));
    document.put("repaired", structured.repaired());
    return document;
  }

  /** Which template, in which variant. */
  static Map<String, Object> prompt(UsedPrompt used) {
    Map<String, Object> prompt = new LinkedHashMap<>();
    prompt.put("template", used.template());
    prompt.put("version", used.version());
    prompt.put("sha256", used.sha256());
    prompt.put("variant", used.variant());
    return prompt;
  }

  /** The document of an error. */
  static Map<String, Object> of(EngineException failed) {
    return error(failed.code(), failed.message(), failed.hint(), failed.attempts());
  }

  /** The document of a configuration that cannot be used. */
  static Map<String, Object> of(ConfigException failed) {
    String message = String.valueOf(failed.getMessage());
    return error(ErrorCode.INVALID_REQUEST, message, Optional.empty(), List.of());
  }

  private static Map<String, Object> error(
      ErrorCode code, String message, Optional<String> hint, List<AttemptReport> attempts) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code.toString());
    error.put("message", message);
    error.put("hint", hint);
    error.put("attempts", attempts(attempts));
    return Map.of("error", error);
  }

  private static Optional<String> thinking(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Thinking thinking) {
        text.append(thinking.text());
      }
    }
    return Optional.of(text.toString()).filter(all -> !all.isEmpty());
  }

  private static Optional<String> refusal(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Refusal refusal) {
        text.append(refusal.text());
      }
    }
    return Optional.of(text.toString()).filter(all -> !all.isEmpty());
  }

  private static Optional<List<Object>> toolCalls(List<Part> parts) {
    List<Object> calls = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.ToolCall call) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", call.id());
        item.put("name", call.name());
        item.put("arguments", call.argumentsJson());
        calls.add(item);
      }
    }
    return Optional.of(calls).filter(all -> !all.isEmpty());
  }

  private static Map<String, Object> usage(Usage usage) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("input", figure(usage.input()));
    figures.put("cached_input", figure(usage.cachedInput()));
    figures.put("cache_write", figure(usage.cacheWrite()));
    figures.put("output", figure(usage.output()));
    figures.put("reasoning", figure(usage.reasoning()));
    figures.put("origin", usage.origin().name().toLowerCase(Locale.ROOT));
    return figures;
  }

  private static List<Object> attempts(List<AttemptReport> attempts) {
    List<Object> list = new ArrayList<>();
    for (AttemptReport attempt : attempts) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("backend", attempt.backend());
      item.put("model", attempt.model());
      item.put("error", attempt.error().map(ErrorCode::toString));
      item.put("message", attempt.error().map(code -> attempt.message()));
      item.put("hint", attempt.hint());
      item.put("request_id", attempt.upstreamId());
      item.put("ms", attempt.elapsed().toMillis());
      list.add(item);
    }
    return list;
  }

  private static Optional<Long> figure(OptionalLong value) {
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private static Optional<Double> rounded(OptionalDouble value) {
    return value.isPresent()
        ? Optional.of(Math.round(value.getAsDouble() * 10) / 10.0)
        : Optional.empty();
  }
}
