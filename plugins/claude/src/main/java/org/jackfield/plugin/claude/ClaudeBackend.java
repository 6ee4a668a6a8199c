package org.jackfield.plugin.claude;

import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;

/** A backend for the Messages API. Holds no connection of its own. */
final class ClaudeBackend implements Backend {
  private static final Capabilities CAPABILITIES =
      Capabilities.of(
          Capability.IMAGES,
          Capability.DOCUMENTS,
          Capability.TOOLS,
          Capability.FORCED_TOOLS,
          Capability.JSON_SCHEMA,
          Capability.THINKING,
          Capability.STOP);

  private final ClaudeModels models;
  private final List<Operation> operations;

  ClaudeBackend(ClaudeCalls calls, String model, int maxTokens) {
    this.models = new ClaudeModels(calls);
    this.operations =
        List.of(
            new ClaudeChat(calls, model, maxTokens), new ClaudeTokenCount(calls, model), models);
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
