package org.jackfield.plugin.llamacpp;

import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.plugin.llamacpp.generate.ModelWorker;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.chat.ChatRequest;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model with all that turns a request into tokens and tokens into an answer. Thread-safe.
 */
final class ChatModel {
  private final String name;
  private final ModelWorker worker;
  private final PromptEncoder encoder;
  private final int contextTokens;
  private final @Nullable PromptWriter writer;
  private final @Nullable BackendException noWriter;

  private ChatModel(
      String name,
      ModelWorker worker,
      PromptEncoder encoder,
      int contextTokens,
      @Nullable PromptWriter writer,
      @Nullable BackendException noWriter) {
    this.name = name;
    this.worker = worker;
    this.encoder = encoder;
    this.contextTokens = contextTokens;
    this.writer = writer;
    this.noWriter = noWriter;
  }

  /** A model whose template is refused is loaded all the same; each request then says why. */
  static ChatModel of(
      String name, GgufFile file, LlamaModel model, ModelWorker worker, int contextTokens) {
    PromptEncoder encoder = new PromptEncoder(model, contextTokens);
    try {
      return new ChatModel(
          name, worker, encoder, contextTokens, new PromptWriter(name, file, model), null);
    } catch (BackendException e) {
      return new ChatModel(name, worker, encoder, contextTokens, null, e);
    }
  }

  String name() {
    return name;
  }

  ModelWorker worker() {
    return worker;
  }

  int contextTokens() {
    return contextTokens;
  }

  /** The tokens of the request's prompt. */
  int[] prompt(ChatRequest request, String backend, Attempt attempt) {
    if (writer == null) {
      throw noWriter == null ? new IllegalStateException("neither template nor reason") : noWriter;
    }
    return encoder.encode(writer.write(request, backend, attempt));
  }
}
