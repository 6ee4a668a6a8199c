package org.jackfield.plugin.ollama;

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
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.wire.ForeignFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chat by {@code POST /api/chat} (https://docs.ollama.com/api/chat). Always streamed: a stream can
 * be cancelled at any token, and tells of an error in its middle.
 */
final class OllamaChat implements Chat {
  private final OllamaClient client;
  private final Settings settings;
  private final String name;

  OllamaChat(OllamaClient client, BackendContext context) {
    this.client = client;
    this.settings = context.settings();
    this.name = context.name();
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    String model = client.model(request.model());
    ForeignFields.settle(request, Set.of(OllamaRequest.REASONING_EFFORT), name, attempt);
    ObjectNode body = new OllamaRequest(settings, attempt).write(request, model);
    refuseUnseenImages(request, model, attempt);
    noteLooseFormat(request, model, attempt);
    try {
      return client.chat(body, model, attempt);
    } catch (BackendException error) {
      throw error.code() == ErrorCode.CONTEXT_LENGTH
          ? new OllamaContext(client, settings).told(error, request, model, attempt)
          : error;
    }
  }

  /** Asks first, because for a model without eyes Ollama drops the image and invents an answer. */
  private void refuseUnseenImages(ChatRequest request, String model, Attempt attempt) {
    if (request.messages().stream().noneMatch(message -> hasImage(message.parts()))) {
      return;
    }
    ObjectNode question = JsonNodeFactory.instance.objectNode().put("model", model);
    JsonNode capabilities = client.ask("/api/show", question, model, attempt).path("capabilities");
    boolean sees =
        capabilities.isMissingNode()
            || capabilities.valueStream().anyMatch(item -> item.asString("").equals("vision"));
    if (!sees) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED, "Model '" + model + "' does not take images.")
          .withHint("Use a model with the capability 'vision', see: ollama show " + model);
    }
  }

  private static boolean hasImage(List<Part> parts) {
    return parts.stream()
        .anyMatch(
            part ->
                part instanceof Part.Image
                    || (part instanceof Part.ToolResult result && hasImage(result.content())));
  }

  /** "Ollama's Cloud currently does not support structured outputs", says its documentation. */
  private static void noteLooseFormat(ChatRequest request, String model, Attempt attempt) {
    if (OllamaModel.runsInCloud(model)
        && !(request.responseFormat() instanceof ResponseFormat.Text)) {
      attempt.note("Ollama's cloud may not hold the answer to the format that was asked for.");
    }
  }
}
