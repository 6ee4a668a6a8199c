package org.jackfield.plugin.gemini;

import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;

/** Chat by {@code streamGenerateContent}, for callers of a whole answer too. Thread-safe. */
final class GeminiChat implements Chat {
  private final GeminiCalls calls;
  private final String model;

  GeminiChat(GeminiCalls calls, String model) {
    this.calls = calls;
    this.model = model;
  }

  @Override
  public ChatStream open(ChatRequest request, Attempt attempt) {
    String named = request.model().isEmpty() ? model : request.model();
    byte[] body = new GeminiRequest(request, calls.backend(), attempt).chat();
    return calls.chat(named, body, attempt);
  }
}
