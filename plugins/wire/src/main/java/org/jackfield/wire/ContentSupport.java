package org.jackfield.wire;

import java.util.List;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.spi.chat.Part;

/** Refuses content that the protocol could carry and a backend's server takes nowhere. */
public final class ContentSupport {
  private ContentSupport() {}

  /**
   * That no message of the request holds an image, a document or audio without the capability.
   *
   * @param backend the backend's name, for the error
   * @throws BackendException {@link ErrorCode#UNSUPPORTED} that names the first kind of content
   *     that is not taken
   */
  public static void check(ChatRequest request, Capabilities capabilities, String backend) {
    for (Message message : request.messages()) {
      check(message.parts(), capabilities, backend);
    }
  }

  private static void check(List<Part> parts, Capabilities capabilities, String backend) {
    for (Part part : parts) {
      switch (part) {
        case Part.Image image -> require(Capability.IMAGES, "images", capabilities, backend);
        case Part.Document doc -> require(Capability.DOCUMENTS, "documents", capabilities, backend);
        case Part.Audio audio -> require(Capability.AUDIO, "audio", capabilities, backend);
        case Part.ToolResult result -> check(result.content(), capabilities, backend);
        case Part.Text text -> {}
        case Part.Refusal refusal -> {}
        case Part.Thinking thinking -> {}
        case Part.ToolCall call -> {}
      }
    }
  }

  private static void require(
      Capability needed, String what, Capabilities capabilities, String backend) {
    if (!capabilities.has(needed)) {
      throw new BackendException(
              ErrorCode.UNSUPPORTED, "Backend '" + backend + "' does not take " + what + ".")
          .withHint("Leave " + what + " out, or use a backend that takes them.");
    }
  }
}
