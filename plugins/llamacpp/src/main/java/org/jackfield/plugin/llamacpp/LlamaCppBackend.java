package org.jackfield.plugin.llamacpp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jackfield.plugin.llamacpp.generate.Generation;
import org.jackfield.plugin.llamacpp.generate.GenerationRequest;
import org.jackfield.plugin.llamacpp.generate.SamplingOptions;
import org.jackfield.plugin.llamacpp.gguf.GgufException;
import org.jackfield.plugin.llamacpp.gguf.GgufFile;
import org.jackfield.spi.ArtifactKind;
import org.jackfield.spi.Attempt;
import org.jackfield.spi.Backend;
import org.jackfield.spi.BackendContext;
import org.jackfield.spi.BackendException;
import org.jackfield.spi.Capabilities;
import org.jackfield.spi.Capability;
import org.jackfield.spi.ErrorCode;
import org.jackfield.spi.Health;
import org.jackfield.spi.Operation;
import org.jackfield.spi.chat.Chat;
import org.jackfield.spi.chat.ChatRequest;
import org.jackfield.spi.chat.ChatStream;
import org.jackfield.spi.operation.Count;
import org.jackfield.spi.operation.ModelInfo;
import org.jackfield.spi.operation.ModelList;
import org.jackfield.spi.operation.TokenCount;

/** A model that runs in this process. Does nothing before its first request. */
final class LlamaCppBackend implements Backend {
  private final BackendContext context;
  private final LlamaCppSettings settings;
  private final ModelPool pool;

  LlamaCppBackend(BackendContext context, LlamaCppSettings settings) {
    this.context = context;
    this.settings = settings;
    this.pool = new ModelPool(context, settings);
  }

  @Override
  public <T extends Operation> Optional<T> operation(Class<T> kind) {
    if (kind == Chat.class) {
      return Optional.of(kind.cast((Chat) this::open));
    }
    if (kind == TokenCount.class) {
      return Optional.of(kind.cast((TokenCount) this::count));
    }
    if (kind == ModelList.class) {
      return Optional.of(kind.cast((ModelList) this::models));
    }
    return Optional.empty();
  }

  @Override
  public Capabilities capabilities(String model) {
    Optional<BackendException> refusal = refusal(model);
    if (refusal.isPresent()) {
      return Capabilities.notOffered(refusal.get());
    }
    int tokens =
        pool.loaded(named(model)).map(ChatModel::contextTokens).orElse(settings.contextTokens());
    return Capabilities.of(Capability.SEED, Capability.STOP, Capability.PENALTIES)
        .withContext(tokens);
  }

  @Override
  public Health probe(Attempt attempt) {
    if (pool.loaded(settings.model()).isPresent()) {
      return Health.up("the model " + settings.model() + " is in memory");
    }
    if (context.artifacts().present(ArtifactKind.NATIVE, settings.library()).isEmpty()) {
      return Health.loading(
          "the library " + settings.library() + " is pulled at the first request");
    }
    return context
        .artifacts()
        .present(ArtifactKind.MODEL, settings.model())
        .map(file -> Health.up("the model " + settings.model() + " is loaded at the first request"))
        .orElseGet(
            () ->
                Health.loading(
                    "the model " + settings.model() + " is pulled at the first request"));
  }

  @Override
  public void close() {
    pool.close();
  }

  private ChatStream open(ChatRequest request, Attempt attempt) {
    SamplingOptions sampling = settings.sampling(request.sampling());
    int limit = request.limits().maxOutputTokens().orElse(0);
    if (request.limits().maxOutputTokens().isPresent() && limit < 1) {
      throw new BackendException(
          ErrorCode.INVALID_REQUEST,
          "The limit of output tokens is " + limit + "; 1 is the least.");
    }
    ModelPool.Lease lease = pool.lease(checked(request.model()), attempt);
    try {
      int[] prompt = lease.model().prompt(request, context.name(), attempt);
      Generation generation =
          lease
              .model()
              .worker()
              .submit(new GenerationRequest(prompt, sampling, request.limits().stop(), limit));
      GenerationStream stream = new GenerationStream(lease, generation);
      attempt.onCancel(stream::close);
      return stream;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  private Count count(ChatRequest request, Attempt attempt) {
    try (ModelPool.Lease lease = pool.lease(checked(request.model()), attempt)) {
      return Count.exact(lease.model().prompt(request, context.name(), attempt).length);
    }
  }

  private List<ModelInfo> models(Attempt attempt) {
    ModelInfo info = ModelInfo.of(settings.model());
    Optional<Path> file = context.artifacts().present(ArtifactKind.MODEL, settings.model());
    return List.of(file.isPresent() ? described(info, file.get()) : info);
  }

  private ModelInfo described(ModelInfo info, Path file) {
    try {
      long trained = GgufFile.read(file).contextLength();
      return info.withSize(Files.size(file))
          .withContext((int) Math.min(trained, settings.contextTokens()));
    } catch (IOException | GgufException e) {
      context.events().notice(String.valueOf(e.getMessage()));
      return info;
    }
  }

  private String checked(String model) {
    refusal(model)
        .ifPresent(
            why -> {
              throw why;
            });
    return named(model);
  }

  /** A request may name a model of the catalogue; only the configuration may name a file. */
  private Optional<BackendException> refusal(String model) {
    if (named(model).equals(settings.model())) {
      return Optional.empty();
    }
    boolean path = model.contains("/") || model.contains("\\") || model.endsWith(".gguf");
    return path
        ? Optional.of(
            new BackendException(
                    ErrorCode.MODEL_NOT_FOUND,
                    "A request cannot name the model file '" + model + "'.")
                .withHint(
                    "Name a model of the catalogue, or set the backend's 'model' to the file."))
        : context.artifacts().refusal(ArtifactKind.MODEL, model);
  }

  private String named(String model) {
    return model.isEmpty() ? settings.model() : model;
  }
}
