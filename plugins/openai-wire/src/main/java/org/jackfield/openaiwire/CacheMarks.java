package org.jackfield.openaiwire;

import java.util.List;
import org.jackfield.spi.Extensions;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;
import org.jackfield.spi.chat.Tool;

/**
 * Marks of what is worth caching, in Anthropic's word for them: extensions of the request, its
 * turns, their parts and its tools.
 */
final class CacheMarks {
  static final String FIELD = "cache_control";

  private CacheMarks() {}

  /** The request without its marks; the same one when it has none. */
  static ChatRequest without(ChatRequest request) {
    ChatRequest bare = request;
    if (marked(request.extensions())) {
      bare = bare.withExtensions(request.extensions().without(FIELD));
    }
    List<Message> messages = request.messages().stream().map(CacheMarks::without).toList();
    if (!messages.equals(request.messages())) {
      bare = bare.withMessages(messages);
    }
    List<Tool> tools = request.tools().stream().map(CacheMarks::without).toList();
    return tools.equals(request.tools()) ? bare : bare.withTools(tools);
  }

  private static Message without(Message message) {
    return message
        .withParts(message.parts().stream().map(CacheMarks::without).toList())
        .withExtensions(message.extensions().without(FIELD));
  }

  private static Part without(Part part) {
    if (part instanceof Part.ToolResult result) {
      return Part.toolResult(
              result.id(),
              result.content().stream().map(CacheMarks::without).toList(),
              result.failed())
          .withExtensions(result.extensions().without(FIELD));
    }
    return part.withExtensions(part.extensions().without(FIELD));
  }

  private static Tool without(Tool tool) {
    return tool.withExtensions(tool.extensions().without(FIELD).without("function." + FIELD));
  }

  private static boolean marked(Extensions extensions) {
    return extensions.names().contains(FIELD);
  }
}
