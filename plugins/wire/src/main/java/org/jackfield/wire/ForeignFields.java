package org.jackfield.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Protocol;
import org.jackfield.spi.chat.Tool;

/**
 * What a backend does with fields of another protocol that the canonical model has no word for: a
 * field that only advises is left out and noted, one that already says what happens anyway is left
 * out, every other one is refused by name. Nothing is dropped silently.
 */
public final class ForeignFields {
  /** Fields that do not change what the model answers. */
  private static final Set<String> ADVISORY =
      Set.of(
          "user",
          "metadata",
          "store",
          "service_tier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "prompt_cache_options",
          "safety_identifier",
          "include_obfuscation",
          "cache_control",
          "prediction",
          "name",
          "detail",
          "display",
          "annotations",
          "extra_content",
          "reasoning_details",
          "redacted_thinking",
          "parallel_tool_calls",
          "stream_options");

  private final Set<String> known;
  private final String backend;
  private final Attempt attempt;

  private ForeignFields(Set<String> known, String backend, Attempt attempt) {
    this.known = known;
    this.backend = backend;
    this.attempt = attempt;
  }

  /**
   * Whether the request came in by a wire, so that its extensions are fields of that protocol;
   * those of a request made in Java are meant for the backend that it goes to.
   */
  public static boolean in(ChatRequest request) {
    for (Protocol protocol : Protocol.values()) {
      if (request.wire(protocol).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The request with those fields of it, of its messages, their parts and its tools that the
   * backend knows; every other one is noted or refused.
   *
   * @param known fields that the backend carries over by itself
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} that names the first field that changes
   *     the answer
   */
  public static ChatRequest settle(
      ChatRequest request, Set<String> known, String backend, Attempt attempt) {
    return new ForeignFields(known, backend, attempt).settled(request);
  }

  private ChatRequest settled(ChatRequest request) {
    ChatRequest settled = request;
    Extensions fields = settled(request.extensions(), "");
    if (!fields.equals(request.extensions())) {
      settled = settled.withExtensions(fields);
    }
    List<Message> messages = each(request.messages(), "messages", this::settled);
    if (!messages.equals(request.messages())) {
      settled = settled.withMessages(messages);
    }
    List<Tool> tools =
        each(
            request.tools(),
            "tools",
            (tool, path) -> tool.withExtensions(settled(tool.extensions(), path + ".")));
    return tools.equals(request.tools()) ? settled : settled.withTools(tools);
  }

  private Message settled(Message message, String path) {
    Extensions fields = settled(message.extensions(), path + ".");
    return message.withParts(parts(message.parts(), path)).withExtensions(fields);
  }

  /** The parts; calls of tools are counted apart from content, as protocols list them apart. */
  private List<Part> parts(List<Part> parts, String path) {
    List<Part> settled = new ArrayList<>(parts.size());
    int contents = 0;
    int calls = 0;
    for (Part part : parts) {
      boolean call = part instanceof Part.ToolCall;
      String place = call ? ".tool_calls[" + calls++ + "]" : ".content[" + contents++ + "]";
      settled.add(settled(part, path + place));
    }
    return settled;
  }

  private Part settled(Part part, String path) {
    Part own = part instanceof Part.Thinking thinking ? unsigned(thinking) : part;
    Extensions fields = settled(own.extensions(), path + ".");
    return own instanceof Part.ToolResult result
        ? Part.toolResult(result.id(), parts(result.content(), path), result.failed())
            .withExtensions(fields)
        : own.withExtensions(fields);
  }

  /** A signature of somebody whom the backend does not know is none to it. */
  private Part.Thinking unsigned(Part.Thinking thinking) {
    Optional<ThinkingSigner> signer = ThinkingSigner.in(thinking.extensions());
    if (signer.isEmpty() || known.contains(ThinkingSigner.FIELD)) {
      return thinking;
    }
    attempt.note(
        "backend '"
            + backend
            + "' takes no signature of '"
            + signer.get().model()
            + "' on thinking; it was left out");
    return Part.thinking(thinking.text())
        .withExtensions(thinking.extensions().without(ThinkingSigner.FIELD));
  }

  private static <T> List<T> each(List<T> values, String name, BiFunction<T, String, T> settle) {
    List<T> settled = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      settled.add(settle.apply(values.get(i), name + "[" + i + "]"));
    }
    return settled;
  }

  private Extensions settled(Extensions fields, String path) {
    Extensions settled = fields;
    for (String field : fields.names()) {
      String name = lastName(field);
      if (!known.contains(field) && !known.contains(name)) {
        leaveOut(path + field, name, fields.json(field).orElse("null"));
        settled = settled.without(field);
      }
    }
    return settled;
  }

  private void leaveOut(String path, String name, String json) {
    if (ADVISORY.contains(name)) {
      attempt.note("backend '" + backend + "' takes no '" + path + "'; it was left out");
    } else if (!defaults(name, json)) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED, "Backend '" + backend + "' does not support '" + path + "'.")
          .withHint("Leave '" + path + "' out, or use a backend that speaks its protocol.");
    }
  }

  /** Whether the value asks for what every backend does anyway. */
  private static boolean defaults(String name, String json) {
    return switch (name) {
      case "n" -> WholeNumber.of(json).orElse(0) == 1;
      case "logprobs" -> json.equals("false");
      case "top_logprobs" -> WholeNumber.of(json).orElse(1) == 0;
      case "modalities" -> json.replace(" ", "").equals("[\"text\"]");
      case "logit_bias" -> json.replace(" ", "").equals("{}");
      default -> json.equals("null") || json.equals("[]");
    };
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
