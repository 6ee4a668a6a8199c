package org.jackfield.engine.call;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jackfield.spi.Capability;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ResponseFormat;
import org.jackfield.spi.chat.ToolChoice;

/** The capabilities that a request cannot do without, read from its content. */
final class RequestNeeds {
  /** Everything that {@link #of} can find. */
  static final Set<Capability> KNOWN =
      Set.of(
          Capability.IMAGES,
          Capability.DOCUMENTS,
          Capability.AUDIO,
          Capability.TOOLS,
          Capability.FORCED_TOOLS,
          Capability.JSON,
          Capability.JSON_SCHEMA);

  private RequestNeeds() {}

  static Set<Capability> of(ChatRequest request) {
    EnumSet<Capability> needs = EnumSet.noneOf(Capability.class);
    if (!request.tools().isEmpty()) {
      needs.add(Capability.TOOLS);
    }
    switch (request.toolChoice()) {
      case ToolChoice.Required required -> needs.add(Capability.FORCED_TOOLS);
      case ToolChoice.Named named -> needs.add(Capability.FORCED_TOOLS);
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> {}
    }
    switch (request.responseFormat()) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.Json json -> needs.add(Capability.JSON);
      case ResponseFormat.JsonSchema schema -> needs.add(Capability.JSON_SCHEMA);
    }
    for (Message message : request.messages()) {
      message.parts().forEach(part -> add(needs, part));
    }
    return needs;
  }

  private static void add(Set<Capability> needs, Part part) {
    switch (part) {
      case Part.Image image -> needs.add(Capability.IMAGES);
      case Part.Document document -> needs.add(Capability.DOCUMENTS);
      case Part.Audio audio -> needs.add(Capability.AUDIO);
      case Part.ToolCall call -> needs.add(Capability.TOOLS);
      case Part.ToolResult result -> needs.add(Capability.TOOLS);
      case Part.Text text -> {}
      case Part.Thinking thinking -> {}
      case Part.Refusal refusal -> {}
    }
  }

  static String inWords(Capability capability) {
    return switch (capability) {
      case FORCED_TOOLS -> "a forced tool call";
      case JSON -> "a request for JSON";
      case JSON_SCHEMA -> "a request for JSON by schema";
      case IMAGES, DOCUMENTS, AUDIO, TOOLS, THINKING, SEED, STOP, PENALTIES ->
          capability.name().toLowerCase(Locale.ROOT);
    };
  }
}
