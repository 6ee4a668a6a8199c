package org.jackfield.wire;

import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.Part;
import tools.jackson.core.JacksonException;

/** Arguments of a tool call for protocols that want an object, where others have text. */
public final class ToolArguments {
  private ToolArguments() {}

  /**
   * The arguments as the JSON text of an object; none are an empty one.
   *
   * @throws BackendException {@link ErrorCode#INVALID_REQUEST} when they are none: a model may have
   *     written anything
   */
  public static String json(Part.ToolCall call) {
    if (call.argumentsJson().isBlank()) {
      return "{}";
    }
    if (!object(call.argumentsJson())) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST,
          "The arguments of tool call '"
              + call.id()
              + "' ("
              + call.name()
              + ") are no JSON object.");
    }
    return call.argumentsJson();
  }

  private static boolean object(String json) {
    try {
      return Json.tree(json).isObject();
    } catch (JacksonException malformed) {
      return false;
    }
  }
}
