package org.jackfield.plugin.llamacpp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jackfield.chattemplate.ChatTemplate;
import org.jackfield.chattemplate.ChatTemplateException;
import org.jackfield.chattemplate.RenderedPrompt;
import org.jackfield.chattemplate.TemplateInput;
import org.jackfield.chattemplate.TemplateLimits;
import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.wire.ForeignFields;

/** Writes the prompt of a request with the model's own chat template. Immutable and thread-safe. */
final class PromptWriter {
  private final String modelName;
  private final ChatTemplate template;
  private final String beginning;
  private final String end;

  PromptWriter(String modelName, ChatTemplate template, LlamaModel model) {
    this.modelName = modelName;
    this.template = template;
    beginning = spelling(model, model.beginningOfSequence());
    end = spelling(model, model.endOfSequence());
  }

  /**
   * The compiled template of the file.
   *
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} when there is none, or it uses what our
   *     Jinja does not know
   */
  static ChatTemplate template(String modelName, GgufFile file) {
    String source =
        file.chatTemplate()
            .orElseThrow(
                () ->
                    new BackendException(
                            ErrorCode.UNSUPPORTED,
                            "The model "
                                + modelName
                                + " has no chat template: it is no chat model.")
                        .withHint("Choose an instruct model."));
    try {
      return ChatTemplate.compile(modelName, source, TemplateLimits.defaults());
    } catch (ChatTemplateException e) {
      throw failure(modelName, e);
    }
  }

  private static String spelling(LlamaModel model, int token) {
    return token < 0 ? "" : model.spelling(token);
  }

  /**
   * The prompt.
   *
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} that names what this backend or the
   *     template cannot do
   */
  RenderedPrompt write(ChatRequest request, String backend, Attempt attempt) {
    refuse(request, backend, attempt);
    TemplateInput.Builder input = TemplateInput.builder().bosToken(beginning).eosToken(end);
    for (Message message : request.messages()) {
      input.message(fields(message, attempt));
    }
    try {
      return template.render(input.build());
    } catch (ChatTemplateException e) {
      throw failure(modelName, e);
    }
  }

  private static void refuse(ChatRequest request, String backend, Attempt attempt) {
    if (request.messages().isEmpty()) {
      throw new BackendException(ErrorCode.INVALID_REQUEST, "The request has no messages.");
    }
    if (!request.tools().isEmpty()) {
      if (!(request.toolChoice() instanceof ToolChoice.None)) {
        throw unsupported("tools");
      }
      attempt.note(
          "backend '" + backend + "' takes no tools; they were left out, as none may be called");
    }
    switch (request.responseFormat()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.Json json -> throw unsupported("the response format 'json'");
      case ResponseFormat.JsonSchema schema ->
          throw unsupported("the response format 'json_schema'");
    }
    if (request.thinking().given()) {
      attempt.note("backend '" + backend + "' takes no effort of thinking; it was left out");
    }
    ForeignFields.settle(request, Set.of(), backend, attempt);
  }

  private static Map<String, String> fields(Message message, Attempt attempt) {
    StringBuilder text = new StringBuilder();
    for (Part part : message.parts()) {
      switch (part) {
        case Part.Text t -> text.append(t.text());
        case Part.Refusal r -> text.append(r.text());
        case Part.Thinking t ->
            attempt.note("the thinking of an earlier answer was left out of the prompt");
        case Part.Image i -> throw unsupported("images");
        case Part.Document d -> throw unsupported("documents");
        case Part.Audio a -> throw unsupported("audio");
        case Part.ToolCall c -> throw unsupported("tool calls");
        case Part.ToolResult r -> throw unsupported("tool results");
      }
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("role", role(message.role()));
    fields.put("content", text.toString());
    return fields;
  }

  private static String role(Message.Role role) {
    return switch (role) {
      case SYSTEM -> "system";
      case USER -> "user";
      case ASSISTANT -> "assistant";
      case TOOL -> throw unsupported("tool results");
    };
  }

  private static BackendException unsupported(String what) {
    return new BackendException(
            ErrorCode.UNSUPPORTED, "The backend type 'llamacpp' does not support " + what + ".")
        .withHint("Leave it out, or use another backend.");
  }

  private static BackendException failure(String modelName, ChatTemplateException e) {
    return new BackendException(
            ErrorCode.UNSUPPORTED,
            "The prompt of model " + modelName + " cannot be written: " + e.getMessage(),
            e)
        .withHint(
            "The template comes with the model file; another build of the model may have another one.");
  }
}
