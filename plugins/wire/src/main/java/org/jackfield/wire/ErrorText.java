package org.jackfield.wire;

import java.util.regex.Pattern;

/**
 * Phrases by which servers say what they give no code for, as recorded from llama.cpp, vLLM, Ollama
 * and LiteLLM, which say them in every protocol they speak. The last resort, behind code, type and
 * status: a prompt that is echoed in an error may hold any phrase.
 */
final class ErrorText {
  static final Pattern TOO_LONG =
      Pattern.compile(
          "(?i)context.?(?:length|size|window|limit)|maximum context|prompt is too long"
              + "|too large to process");
  static final Pattern UNSUPPORTED =
      Pattern.compile(
          "(?i)does not support|is not supported|not a multimodal model|requires --jinja");
  static final Pattern MALFORMED =
      Pattern.compile(
          "(?i)json\\.exception|parse error|failed to parse|invalid json|not utf-?8|invalid utf-?8"
              + "|missing 'role'|'messages' is required");

  private ErrorText() {}
}
