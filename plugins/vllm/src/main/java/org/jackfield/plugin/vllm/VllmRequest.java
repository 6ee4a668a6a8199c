package org.jackfield.plugin.vllm;

import java.util.List;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.Tool;
import org.jackfield.spi.chat.ToolChoice;
import org.jackfield.wire.ContentSupport;

/**
 * Fits a request to vLLM. Immutable; thread-safe.
 *
 * @param backend the backend's name, for errors
 * @param capabilities what the server can be asked for
 */
record VllmRequest(String backend, Capabilities capabilities) {
  ChatRequest fit(ChatRequest request, Attempt attempt) {
    ContentSupport.check(request, capabilities, backend);
    return forced(request.toolChoice()) ? request.withTools(strict(request.tools())) : request;
  }

  private static boolean forced(ToolChoice choice) {
    return choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
  }

  /**
   * A forced call is held to the tool's schema only where the tool is strict: without it, recorded
   * from vLLM 0.32, the arguments may be any JSON, such as the text {@code "Paris"}.
   */
  private static List<Tool> strict(List<Tool> tools) {
    return tools.stream().map(Tool::withStrict).toList();
  }
}
