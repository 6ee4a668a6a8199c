package org.jackfield.anthropicwire;

import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.wire.Json;
import org.jackfield.wire.RawJson;
import org.jackfield.wire.SchemaName;

/**
 * A schema for models that know no output format, which the trait {@code schema: tool} of their
 * data says: the one tool that must be called, with the schema as that of its arguments. Source:
 * https://platform.claude.com/docs/en/build-with-claude/tool-use, "JSON mode".
 */
final class SchemaTool {
  private SchemaTool() {}

  /**
   * The tool that stands for the request's schema; empty when there is none or the model knows
   * output formats.
   *
   * @throws BackendException {@link org.jackfield.spi.ErrorCode#UNSUPPORTED} when the model can
   *     follow no schema, or not this one or not beside what else is asked for
   */
  static Optional<Tool> of(ChatRequest request, String backend, Attempt attempt) {
    if (!(request.responseFormat() instanceof ResponseFormat.JsonSchema schema)) {
      return Optional.empty();
    }
    Capabilities model = attempt.capabilities();
    if (!model.trait("schema").orElse("").equals("tool")) {
      if (model.features().isEmpty() || model.has(Capability.JSON_SCHEMA)) {
        return Optional.empty();
      }
      throw unsupported(backend, "asks a model that follows no JSON Schema");
    }
    if (!request.tools().isEmpty()) {
      throw unsupported(backend, "can follow a JSON Schema with this model only without tools");
    }
    if (request.thinking().given() && !request.thinking().off()) {
      throw unsupported(backend, "can follow a JSON Schema with this model only without thinking");
    }
    String json = RawJson.checked(schema.schemaJson(), "schema '" + schema.name() + "'");
    if (!Json.text(Json.tree(json), "type").orElse("").equals("object")) {
      throw unsupported(backend, "can follow a JSON Schema with this model only for an object");
    }
    String name = SchemaName.of(schema.name(), "answer");
    return Optional.of(Tool.of(name, "Give your answer by this tool.", json));
  }

  /** The request that asks for the tool in place of the format. */
  static ChatRequest forced(ChatRequest request, Tool tool) {
    return request
        .withTools(List.of(tool))
        .withToolChoice(ToolChoice.named(tool.name()))
        .withResponseFormat(ResponseFormat.text());
  }

  private static BackendException unsupported(String backend, String what) {
    return ThinkingPlan.unsupported(backend, what, "Ask for another model.");
  }
}
