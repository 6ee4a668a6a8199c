package org.jackfield.spi.chat;

/** A wire protocol that requests and answers may be written in. */
public enum Protocol {
  /** OpenAI's {@code POST /v1/chat/completions}. */
  OPENAI_CHAT,
  /** OpenAI's {@code POST /v1/responses}. */
  OPENAI_RESPONSES,
  /** Anthropic's {@code POST /v1/messages}. */
  ANTHROPIC_MESSAGES,
  /** Ollama's {@code POST /api/chat}. */
  OLLAMA,
  /** Gemini's {@code generateContent}. */
  GEMINI
}
