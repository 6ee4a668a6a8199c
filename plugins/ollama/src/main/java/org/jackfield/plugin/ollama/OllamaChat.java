package org.jackfield.plugin.ollama;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Settings;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.chat.Part;
import org.jackfield.wire.ForeignFields;
import org.jackfield.wire.Remembered;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chat by {@code POST /api/chat} (https://docs.ollama.com/api/chat). Always streamed: a stream can
 * be cancelled at any token, and tells of an error in its middle.
 */
final class OllamaChat implements Chat {
  /** Fields of another protocol that this one can say, by words of its own. */
  static final Set<String> CARRIED =
      Set.of(OllamaThink.REASONING_EFFORT, Logprobs.FIELD, Logprobs.TOP_FIELD);

  private final OllamaClient client;
  private final Settings settings;
  private final String name;

  /** Whether a model sees, by its name. */
  private final Remembered<Boolean> seeing;

  OllamaChat(OllamaClient client, BackendContext context) {
    this.client = client;
    this.settings = context.settings();
    this.name = context.name();
    this.seeing = new Remembered<>(context.clock());
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    String model = client.model(request.model());
    ChatRequest ours = ForeignFields.settle(request, carried(request), name, attempt);
    ObjectNode body = new OllamaRequest(settings, attempt).write(ours, model);
    refuseUnseenImages(request, model, attempt);
    try {
      return client.chat(body, model, attempt, Logprobs.asked(request));
    } catch (BackendException error) {
      throw error.code() == ErrorCode.CONTEXT_LENGTH
          ? new OllamaContext(client, settings).told(error, request, model, attempt)
          : error;
    }
  }

  /** What was set in Java for the request as a whole is meant for this API, too. */
  private static Set<String> carried(ChatRequest request) {
    if (ForeignFields.in(request)) {
      return CARRIED;
    }
    Set<String> all = new HashSet<>(CARRIED);
    all.addAll(request.extensions().names());
    return all;
  }

  /** Asks first, because for a model without eyes Ollama drops the image and invents an answer. */
  private void refuseUnseenImages(ChatRequest request, String model, Attempt attempt) {
    if (request.messages().stream().noneMatch(message -> hasImage(message.parts()))) {
      return;
    }
    if (!seeing.of(model, attempt, () -> sees(model, attempt))) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED, "Model '" + model + "' does not take images.")
          .withHint("Use a model with the capability 'vision', see: ollama show " + model);
    }
  }

  /** What an older server does not tell, the model may do. */
  private boolean sees(String model, Attempt attempt) {
    ObjectNode question = JsonNodeFactory.instance.objectNode().put("model", model);
    JsonNode capabilities = client.ask("/api/show", question, model, attempt).path("capabilities");
    return capabilities.isMissingNode()
        || capabilities.valueStream().anyMatch(item -> item.asString("").equals("vision"));
  }

  private static boolean hasImage(List<Part> parts) {
    return parts.stream()
        .anyMatch(
            part ->
                part instanceof Part.Image
                    || (part instanceof Part.ToolResult result && hasImage(result.content())));
  }
}
