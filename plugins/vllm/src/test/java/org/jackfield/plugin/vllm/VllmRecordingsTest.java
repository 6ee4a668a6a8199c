package org.jackfield.plugin.vllm;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jackfield.openaiwire.OpenAiRequestBody;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Message;
import org.jackfield.testkit.contract.RecordedChatContract;
import org.jackfield.testkit.upstream.Recording;
import org.jackfield.testkit.upstream.ScriptedUpstream;

/** Every chat that was recorded from vLLM 0.32, through the whole plugin. */
class VllmRecordingsTest extends RecordedChatContract {
  private static final Map<String, ErrorCode> EXACTLY =
      Map.of(
          "chat-image-part", ErrorCode.UNSUPPORTED,
          // The server ignored the field and answered as if it were not there.
          "chat-guided-json-ignored", ErrorCode.UNSUPPORTED);

  @Override
  protected Path folder() {
    return VllmFixture.CHATS;
  }

  @Override
  protected Backend backend(ScriptedUpstream upstream) {
    return VllmFixture.backend(upstream);
  }

  @Override
  protected ChatRequest request(Recording recording) {
    try {
      byte[] body = recording.requestBody().getBytes(StandardCharsets.UTF_8);
      return OpenAiRequestBody.read(body).request();
    } catch (BackendException refused) {
      return ChatRequest.builder().message(Message.user("Hello")).build();
    }
  }

  @Override
  protected Optional<ErrorCode> exactly(Recording recording) {
    return Optional.ofNullable(EXACTLY.get(recording.name()));
  }
}
