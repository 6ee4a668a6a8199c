package org.jackfield.plugin.openai;

import java.util.List;
import java.util.Optional;
import org.jackfield.openaiwire.OpenAiCalls;
import org.jackfield.openaiwire.OpenAiChat;
import org.jackfield.openaiwire.OpenAiEmbeddings;
import org.jackfield.openaiwire.OpenAiModels;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;

/** A backend for one OpenAI-speaking server. Holds no connection of its own. */
final class OpenAiBackend implements Backend {
  /** What the protocol can say; whether a model obeys is for its catalogue entry to tell. */
  private static final Capabilities CAPABILITIES =
      Capabilities.of(
          Capability.IMAGES,
          Capability.DOCUMENTS,
          Capability.AUDIO,
          Capability.TOOLS,
          Capability.FORCED_TOOLS,
          Capability.JSON,
          Capability.JSON_SCHEMA,
          Capability.SEED,
          Capability.STOP,
          Capability.PENALTIES);

  private final OpenAiModels models;
  private final List<Operation> operations;

  OpenAiBackend(OpenAiCalls calls, String embeddingModel) {
    this.models = new OpenAiModels(calls);
    this.operations =
        List.of(new OpenAiChat(calls), new OpenAiEmbeddings(calls, embeddingModel), models);
  }

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    return operations.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  @Override
  public Capabilities capabilities(String model) {
    return CAPABILITIES;
  }

  @Override
  public Health probe(Attempt attempt) {
    return models.probe(attempt);
  }

  @Override
  public void close() {
    // Connections belong to the engine's transport; there is nothing to free.
  }
}
