package org.jackfield.engine.call;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jackfield.spi.Capability;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatRequest.Field;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.ToolChoice;

/**
 * The capabilities that a request cannot do without, read from its content. JSON is none of them:
 * who has no method for it is asked in words. Nor are seed and penalties: they count among the
 * sampling parameters.
 */
final class RequestNeeds {
  /** Everything that {@link #of} can find. */
  static final Set<Capability> KNOWN =
      Set.of(
          Capability.IMAGES,
          Capability.DOCUMENTS,
          Capability.AUDIO,
          Capability.TOOLS,
          Capability.FORCED_TOOLS,
          Capability.THINKING,
          Capability.STOP,
          Capability.LOGPROBS);

  /** OpenAI's field; the one word that protocols of chat have for it. */
  private static final String LOGPROBS = "logprobs";

  private RequestNeeds() {}

  /** Whether the request may need that, told without decoding it where it can be. */
  static boolean mayBe(Capability need, ChatRequest request) {
    return switch (need) {
      case FORCED_TOOLS -> request.says(Field.TOOLS);
      case THINKING -> request.says(Field.THINKING);
      case STOP -> request.says(Field.LIMITS);
      case LOGPROBS -> request.says(Field.EXTENSIONS);
      case IMAGES, DOCUMENTS, AUDIO, TOOLS, JSON, JSON_SCHEMA, SEED, PENALTIES, PROMPT_CACHE ->
          true;
    };
  }

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
    if (request.thinking().given() && !request.thinking().off()) {
      needs.add(Capability.THINKING);
    }
    if (!request.limits().stop().isEmpty()) {
      needs.add(Capability.STOP);
    }
    if (request.extensions().json(LOGPROBS).filter("true"::equals).isPresent()) {
      needs.add(Capability.LOGPROBS);
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
      case STOP -> "stop sequences";
      case JSON,
          JSON_SCHEMA,
          IMAGES,
          DOCUMENTS,
          AUDIO,
          TOOLS,
          THINKING,
          SEED,
          PENALTIES,
          LOGPROBS,
          PROMPT_CACHE ->
          capability.name().toLowerCase(Locale.ROOT);
    };
  }
}
