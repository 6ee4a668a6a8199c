package org.jackfield.plugin.ollama;

import java.util.List;
import java.util.Optional;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;
import org.jackfield.spi.Settings;

/** One Ollama server with its default model. Holds no connection of its own. */
final class OllamaBackend implements Backend {
  private final Settings settings;
  private final OllamaModels models;
  private final List<Operation> operations;

  OllamaBackend(BackendContext context) {
    settings = context.settings();
    OllamaClient client = new OllamaClient(context);
    models = new OllamaModels(client);
    operations =
        List.of(new OllamaChat(client, context), models, new OllamaEmbeddings(client, settings));
  }

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    return operations.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** What some Ollama model can do; the server refuses what the one at hand cannot. */
  @Override
  public Capabilities capabilities(String model) {
    Capabilities capabilities =
        Capabilities.of(
            Capability.IMAGES,
            Capability.TOOLS,
            Capability.JSON,
            Capability.JSON_SCHEMA,
            Capability.THINKING,
            Capability.SEED,
            Capability.STOP,
            Capability.PENALTIES);
    return settings.has("num_ctx")
        ? capabilities.withContext((int) settings.integer("num_ctx"))
        : capabilities;
  }

  @Override
  public Health probe(Attempt attempt) {
    try {
      String version = models.serverVersion(attempt);
      String model = settings.string("model");
      return models.models(attempt).stream().anyMatch(m -> OllamaModel.same(m.id(), model))
          ? Health.up("Ollama " + version + " with " + model)
          : Health.down(OllamaErrors.modelNotFound(model));
    } catch (BackendException e) {
      return Health.down(e);
    }
  }

  @Override
  public void close() {}
}
