package org.jackfield.plugin.llamacpp.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.contract.RecordedChatContract;
import org.jackfield.testkit.upstream.Received;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.Reply;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** Every chat that was recorded from a llama-server, through the whole plugin. */
class LlamaServerRecordingsTest extends RecordedChatContract {
  private static final Map<String, ErrorCode> EXACTLY =
      Map.of(
          "chat-empty-body", ErrorCode.INVALID_REQUEST,
          "chat-image-part", ErrorCode.UNSUPPORTED,
          "tooltpl-chat-image-part", ErrorCode.UNSUPPORTED,
          "chat-loading", ErrorCode.UNAVAILABLE);

  @Override
  protected Path folder() {
    return ServerFixture.CHATS;
  }

  @Override
  protected Backend backend(ScriptedUpstream upstream) {
    return ServerFixture.backend(upstream);
  }

  @Override
  protected ChatRequest request(Recording recording) {
    try {
      return ServerFixture.wire(recording.requestBody());
    } catch (BackendException refused) {
      return ChatRequest.builder().message(Message.user("Hello")).build();
    }
  }

  /** The server of those cases had a template that knows tools. */
  @Override
  protected Optional<Reply> aside(Recording recording, Received request) {
    boolean tools = recording.name().startsWith("tooltpl-") || recording.name().startsWith("sdk-");
    return request.path().equals("/props")
        ? Optional.of(ServerFixture.recorded(tools ? "tooltpl-props" : "props").reply())
        : Optional.empty();
  }

  /** Tools that a template does not know were ignored by the server; here they are refused. */
  @Override
  protected Optional<ErrorCode> exactly(Recording recording) {
    boolean ignored =
        recording.name().startsWith("chat-") && recording.requestBody().contains("\"tools\":");
    return ignored
        ? Optional.of(ErrorCode.UNSUPPORTED)
        : Optional.ofNullable(EXACTLY.get(recording.name()));
  }
}
