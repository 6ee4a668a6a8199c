package org.jackfield.plugin.llamacpp;

import org.jackfield.plugin.llamacpp.ffm.LlamaModel;
import org.jackfield.plugin.llamacpp.generate.ModelWorker;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.chat.ChatRequest;

/**
 * A loaded model with all that turns a request into tokens and tokens into an answer. Thread-safe.
 */
final class ChatModel {
  private final ModelWorker worker;
  private final PromptWriter writer;
  private final PromptEncoder encoder;
  private final int contextTokens;

  /** Everything about a model that its worker has loaded. */
  ChatModel(ModelPlan plan, LlamaModel model, ModelWorker worker, int contextTokens) {
    this.worker = worker;
    this.writer = new PromptWriter(plan.name(), plan.template(), model);
    this.encoder = new PromptEncoder(model, contextTokens);
    this.contextTokens = contextTokens;
  }

  ModelWorker worker() {
    return worker;
  }

  int contextTokens() {
    return contextTokens;
  }

  /** The tokens of the request's prompt. */
  int[] prompt(ChatRequest request, String backend, Attempt attempt) {
    return encoder.encode(writer.write(request, backend, attempt));
  }
}
